import type { Life } from './scenario.ts'
import type { World } from './world.ts'

/** What a process that died waits for. */
const never = new Promise<never>(() => undefined)

/** A process's connection to everything outside it: what happens to the process happens at one of its calls. */
export class Wire {
  /** Resolves when the process dies; a process that died neither acts nor hears anything any more. */
  readonly died: Promise<'died'>
  readonly #world: World
  readonly #mishap: Life['mishap']
  #die: (how: 'died') => void = () => undefined
  #calls = 0
  #dead = false
  #pausedUntil = 0

  constructor(world: World, mishap: Life['mishap']) {
    this.#world = world
    this.#mishap = mishap
    this.died = new Promise((resolve) => {
      this.#die = resolve
    })
  }

  /** Whether this process ever slept through a part of its life, so that what it thought to hold it may have lost. */
  get wasPaused(): boolean {
    return this.#pausedUntil > 0
  }

  async call<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.#mishap === undefined) return await act()
    const number = this.#calls++
    const mishap = this.#mishap?.atCall === number ? this.#mishap : undefined
    if (mishap !== undefined && !mishap.afterActing) this.#befall(mishap)
    await this.#awake()
    try {
      return await act()
    } finally {
      if (mishap?.afterActing === true) this.#befall(mishap)
      await this.#awake()
    }
  }

  #befall({ what, pauseMs }: NonNullable<Life['mishap']>): void {
    this.#world.troubles.add(`process ${what}`)
    if (what === 'is paused') {
      this.#pausedUntil = this.#world.clock.monotonic() + pauseMs
      return
    }
    this.#dead = true
    this.#die('died')
  }

  async #awake(): Promise<void> {
    if (this.#dead) await never
    const pausedMs = this.#pausedUntil - this.#world.clock.monotonic()
    if (pausedMs > 0) await this.#world.clock.sleep(pausedMs)
  }
}
