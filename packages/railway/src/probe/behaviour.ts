import type { Scene } from './scene.ts'

/** Something that is believed of Railway and not known, with how to find it out. */
export interface Behaviour {
  /** Stable, kebab-case. */
  readonly id: string
  /** As a sentence. */
  readonly believed: string
  /** The same in a few words; what is found is in words of the same kind. */
  readonly reading: string
  /** How it is tested, or why it cannot be. */
  readonly how: string
  /** Which option of the embedded platform chooses between the readings, where there is one. */
  readonly option?: string
  /** Gives what was found. Absent: a throw-away project does not show it. */
  readonly test?: (scene: Scene) => Promise<Found>
}

export interface Found {
  readonly reading: string
  /** What was seen, in a few words. */
  readonly detail?: string
}

export type Outcome = 'confirmed' | 'refuted' | 'not tested'

/** What became of one behaviour. */
export interface Probed extends Pick<Behaviour, 'id' | 'believed' | 'how' | 'option'> {
  readonly expected: string
  readonly outcome: Outcome
  /** The reading that was found; absent where it was not tested. */
  readonly found?: string
  readonly detail?: string
  /** Why it was not tested. */
  readonly why?: string
}

/** Thrown by a test that saw too little to say anything. */
export class Unclear extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'Unclear'
  }
}
