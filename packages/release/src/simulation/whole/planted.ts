/** A bug planted in the product's own source as it is loaded: one text of one file replaced by another. */
export interface PlantedBug {
  readonly name: string
  /** Below the sources of this room. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Each of these the simulation must find. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'takes a lost answer for a refusal',
    file: 'runner/ports.ts',
    from: "error.acted === 'no' ? 'no' : 'unknown'",
    to: "error.acted === 'no' ? 'no' : 'no'",
  },
  {
    name: 'sends a change that is not journaled as meant',
    file: 'runner/changes.ts',
    from: 'await this.#record.intend(effect, known)',
    to: '',
  },
  {
    name: 'uploads again without looking whether the first try did',
    file: 'runner/changes.ts',
    from: 'if (unfinished !== undefined) {',
    to: 'if (unfinished === effect) {',
  },
  {
    name: 'takes a deployment that does not tell yet who sent it for nothing',
    file: 'runner/reconcile.ts',
    from: 'labelled.length === 0 && silent',
    to: 'false',
  },
  {
    name: 'takes a lease that somebody else has taken over for its own',
    file: 'lease/lease.ts',
    from: 'record?.token !== token || record.expiresAt === 0',
    to: 'record === undefined',
  },
  {
    name: 'takes a lease over while its holder may still be sending',
    file: 'lease/lease.ts',
    from: 'waitMs > 0 && seenAs(before) !== want.watched',
    to: 'waitMs > 60_000',
  },
  {
    name: 'resumes without taking the lease',
    file: 'runner/run.ts',
    from: 'if (needsLease(record.state)) await this.#takeOver()',
    to: '',
  },
  {
    name: 'writes entries without a token',
    file: 'runner/release-record.ts',
    from: 'token: this.token, ...body',
    to: 'token: 0, ...body',
  },
  {
    name: 'goes live on any bytes',
    file: 'gates/identity.ts',
    from: "if (answer.digest !== undefined && answer.digest !== expected.digest) return 'other digest'",
    to: '',
  },
  {
    name: 'goes on after one good check',
    file: 'machine/apply.ts',
    from: 'if (good < policy.passes)',
    to: 'if (good < 1)',
  },
  {
    name: 'goes live before it was watched',
    file: 'machine/apply.ts',
    from: 'each.settled === true && (each.looks?.good ?? 0) >= policy.passes',
    to: 'each.looks !== undefined',
  },
  {
    name: 'takes the old release that still answers for a failure of the new one',
    file: 'machine/apply.ts',
    from: 'const isOld = isOldOnes(state, part, event, outcome)',
    to: 'const isOld = false',
  },
  {
    name: 'forgets to put settings back',
    file: 'machine/back.ts',
    from: "steps.push('configure')",
    to: 'steps.push()',
  },
  {
    name: 'brings the old deployment back although it never stopped serving',
    file: 'machine/back.ts',
    from: 'if (served || overtaken',
    to: 'if (deployment !== undefined || served || overtaken',
  },
  {
    name: 'takes parts back in the order in which they were released',
    file: 'machine/back.ts',
    from: 'let part = state.parts.length - 1; part >= 0; part--',
    to: 'let part = 0; part < state.parts.length; part++',
  },
  {
    name: 'leaves a bad release serving because of one call that left no trace',
    file: 'machine/back.ts',
    from: 'sentAgain(state, event, trouble) ??',
    to: '',
  },
  {
    name: 'never gives up going back',
    file: 'machine/next.ts',
    from: 'enteredAt + timeToGoBack(state)',
    to: 'Number.POSITIVE_INFINITY',
  },
  {
    name: 'dates entries by the wall clock',
    file: 'runner/steady-clock.ts',
    from: 'Math.floor(this.#clock.monotonic() + this.#ahead)',
    to: 'this.#clock.now()',
  },
]
