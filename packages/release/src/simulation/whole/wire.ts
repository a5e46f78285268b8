import type { Life } from './scenario.ts'
import type { World } from './world.ts'

/** What a process that died waits for. */
const never = new Promise<never>(() => undefined)

/** A process's connection to everything outside it: what happens to the process happens at one of its calls. */
export class Wire {
  /** Resolves when the process dies; a process that died neither acts nor hears anything any more. */
  readonly died: Promise<'died'>
  /** Resolves when the process begins to sleep through whatever may happen meanwhile. */
  readonly slept: Promise<'slept'>
  readonly #world: World
  readonly #mishap: Life['mishap']
  #die: (how: 'died') => void = () => undefined
  #sleep: (how: 'slept') => void = () => undefined
  #calls = 0
  #dead = false
  #pausedUntil = 0

  constructor(world: World, mishap: Life['mishap']) {
    this.#world = world
    this.#mishap = mishap
    this.died = new Promise((resolve) => {
      this.#die = resolve
    })
    this.slept = new Promise((resolve) => {
      this.#sleep = resolve
    })
  }

  /** Nothing can have befallen it. */
  get isWell(): boolean {
    return this.#mishap === undefined
  }

  /** `act` is told whether the process slept right before, so that what it was allowed it may not be any more. */
  async call<Result>(act: (hasSlept: boolean) => Promise<Result>): Promise<Result> {
    if (this.isWell) return await act(false)
    const number = this.#calls++
    const mishap = this.#mishap?.atCall === number ? this.#mishap : undefined
    if (mishap !== undefined && !mishap.afterActing) this.#befall(mishap)
    const hasSlept = await this.awake()
    try {
      return await act(hasSlept)
    } finally {
      if (mishap?.afterActing === true) this.#befall(mishap)
      await this.awake()
    }
  }

  #befall({ what, pauseMs }: NonNullable<Life['mishap']>): void {
    this.#world.troubles.add(`process ${what}`)
    if (what === 'is paused') {
      this.#pausedUntil = this.#world.clock.monotonic() + pauseMs
      this.#sleep('slept')
      return
    }
    this.#dead = true
    this.#die('died')
  }

  /** Goes on when the process does, which may be never; tells whether it slept until now. */
  async awake(): Promise<boolean> {
    if (this.#dead) await never
    const pausedMs = this.#pausedUntil - this.#world.clock.monotonic()
    if (pausedMs > 0) await this.#world.clock.sleep(pausedMs)
    return pausedMs > 0
  }
}
