/** Ends what was started, the last first, each even where another one could not be ended. */
export class Started {
  readonly #ends: (() => Promise<void> | void)[] = []

  push(end: () => Promise<void> | void): void {
    this.#ends.push(end)
  }

  /** Rejects with the first failure once all have been tried. */
  async stop(): Promise<void> {
    const failures: unknown[] = []
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        await end()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
