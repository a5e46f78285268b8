import { isWanted } from '../expression.ts'
import type { Job, Workflow } from './read.ts'
import { type JobEnd, runJob, type Stage } from './run-job.ts'

/** How the jobs of a run ended, by their names; those of a matrix as one. */
export interface RunEnd {
  readonly [job: string]: JobEnd
}

const skipped: JobEnd = { result: 'skipped', outputs: {}, steps: [], log: '', summary: '', url: '', hadSecrets: false }

/**
 * Runs the jobs of a workflow one after another, each once those that it needs have ended. `taken` are taken as having ended well,
 * with these outputs, where another run has shown that they do.
 */
export async function runWorkflow(
  workflow: Workflow,
  stage: Stage,
  taken: { readonly [job: string]: { readonly [output: string]: string } } = {},
): Promise<RunEnd> {
  const ends: { [job: string]: JobEnd } = {}
  const waiting = new Map(Object.entries(workflow.jobs))
  while (waiting.size > 0) {
    const next = [...waiting].find(([, job]) => job.needs.every((name) => Object.hasOwn(ends, name)))
    if (next === undefined) throw new Error(`These jobs wait for each other: ${[...waiting.keys()].join(', ')}`)
    const [id, job] = next
    waiting.delete(id)
    const outputs = Object.hasOwn(taken, id) ? taken[id] : undefined
    ends[id] = outputs ? { ...skipped, result: 'success', outputs } : await oneJob(id, job, stage, ends)
  }
  return ends
}

async function oneJob(id: string, job: Job, stage: Stage, ends: RunEnd): Promise<JobEnd> {
  const before = job.needs.map((name) => ends[name] ?? skipped)
  const needs = Object.fromEntries(job.needs.map((name, index) => [name, before[index]]))
  const status = before.some(({ result }) => result === 'cancelled')
    ? ('cancelled' as const)
    : before.every(({ result }) => result === 'success')
      ? ('success' as const)
      : ('failure' as const)
  const contexts = { ...stage.contexts, needs }
  if (!isWanted(job.if, { contexts, status })) return skipped
  const runs: JobEnd[] = []
  for (const [index, matrix] of combinations(job).entries())
    runs.push(await runJob(`${id}-${index + 1}`, job, stage, { ...contexts, ...(matrix && { matrix }) }))
  const worst = runs.find(({ result }) => result === 'cancelled') ?? runs.find(({ result }) => result !== 'success')
  const [first = skipped] = runs
  return {
    ...(worst ?? first),
    log: runs.map(({ log }) => log).join('\n'),
    hadSecrets: runs.some((one) => one.hadSecrets),
  }
}

function combinations({ strategy }: Job): ({ readonly [name: string]: number } | undefined)[] {
  const [entry, ...more] = Object.entries(strategy?.matrix ?? {})
  if (more.length > 0) throw new Error('A matrix of several dimensions is not played here.')
  return entry === undefined ? [undefined] : entry[1].map((value) => ({ [entry[0]]: value }))
}
