import type { RunEnd } from './run-workflow.ts'

/** What a scenario is to show besides how its jobs end, and whether it does. */
export type Proof = readonly [what: string, holds: boolean]

/** Says of each scenario how it ended and how long after the one before, and counts those that did not end as they should. */
export class Report {
  failed = 0
  /** Values that no log may show. */
  readonly hidden: string[] = []
  readonly #say: (line: string) => void
  #begun = performance.now()

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** `wanted` names each job that is to run, and how it ends; every other one is to be skipped. */
  scenario(name: string, ends: RunEnd, wanted: { readonly [job: string]: string }, ...proofs: Proof[]): void {
    const wrong = Object.entries(ends).flatMap(([job, { result }]) => {
      const end = wanted[job] ?? 'skipped'
      return result === end ? [] : [`${job} is ${result}, not ${end}`]
    })
    wrong.push(...Object.keys(wanted).flatMap((job) => (Object.hasOwn(ends, job) ? [] : [`there is no job ${job}`])))
    wrong.push(...proofs.flatMap(([what, holds]) => (holds ? [] : [`it does not hold that ${what}`])))
    const log = Object.values(ends).map((end) => end.log)
    if (this.hidden.some((value) => log.join('').includes(value))) wrong.push('a log shows a secret')
    const took = ((performance.now() - this.#begun) / 1_000).toFixed(1).padStart(5)
    this.#begun = performance.now()
    const jobs = Object.entries(wanted).map((each) => each.join(' '))
    this.#say(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${took} s  ${name}: ${jobs.join(', ')}`)
    for (const [what, holds] of proofs) if (holds) this.#say(`                 ${what}`)
    if (wrong.length === 0) return
    this.failed += 1
    this.#say(`       ${wrong.join('; ')}\n${log.join('\n').replace(/^/gm, '       | ')}`)
  }
}
