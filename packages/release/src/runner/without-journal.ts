import type { Effect } from '../machine/effect.ts'
import { next } from '../machine/next.ts'
import { noticeOf } from '../machine/notice.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import type { Changing } from './change.ts'
import type { Changes } from './changes.ts'
import { sentenceOf } from './failed.ts'
import type { StoreTrouble } from './patience.ts'
import type { Ports } from './ports.ts'
import type { ReleaseRecord } from './release-record.ts'
import { PermitRefused, type Tenure } from './tenure.ts'

interface Carrying {
  readonly record: ReleaseRecord
  readonly ports: Ports
  readonly tenure: Tenure
  readonly changes: Changes
  readonly target: (effect: Effect) => Target
}

/**
 * What is done once the journal does not take entries any more, as the error that the run ends with. Before traffic has
 * switched nothing is done: the release stays as the journal tells it. Afterwards nobody may be there to watch
 * the new release, so the previous one is called back, once, while the lease surely lasts; each step is on the disk of
 * this machine before it is taken.
 */
export async function endWithoutJournal(carrying: Carrying, { cause }: StoreTrouble): Promise<unknown> {
  const { record, ports, tenure } = carrying
  const had = hasTraffic(record.state)
  if (!had) return cause
  let called: string | undefined
  try {
    if (!(await record.goOnWithoutJournal())) return cause
    tenure.goOnWithoutStore()
    called = await callBack(carrying, sentenceOf(cause))
  } catch (error) {
    return lost(record.state, called, ports, error instanceof PermitRefused ? cause : error)
  }
  await tellAnyway(record.state, ports)
  return lost(record.state, called, ports, cause)
}

/**
 * Tells people how a release stands although the journal cannot take that they were told. Telling nobody is worse than
 * telling somebody twice, as whoever resumes does; who cannot be told learns it from the exit code.
 */
export async function tellAnyway(state: ReleaseState, { notifier }: Pick<Ports, 'notifier'>): Promise<void> {
  await notifier.notify(noticeOf(state), AbortSignal.timeout(noticeMs)).catch(() => undefined)
}

const noticeMs = 5_000

/** Some of it serves users, or may: then it must not be left to itself. */
function hasTraffic({ state, parts, verdict }: ReleaseState): boolean {
  const at = ['configuring', 'deploying', 'verifying', 'baking', 'rolling back'].includes(state)
  return at && verdict === undefined && parts.some(({ served }) => served)
}

/** Takes the steps back until the first that only looks; gives the deployment that was called. */
async function callBack({ record, changes, target }: Carrying, sentence: string): Promise<string | undefined> {
  if (record.state.verdict !== undefined || record.state.plan.parts.some(({ before }) => before === undefined))
    return undefined
  await record.happened({ kind: 'journal-lost', sentence }, 'observation')
  for (let effect = next(record.state); effect !== undefined && isCall(effect); effect = next(record.state)) {
    const happening = await changes.carryOut(effect, target(effect), undefined)
    if (happening === undefined) return undefined
    await record.happened(happening, 'result')
    if (happening.kind === 'deployment-created') return happening.deployment
  }
  return undefined
}

function isCall(effect: Effect): effect is Changing {
  return effect.kind === 'configure' || effect.kind === 'restore'
}

function lost(state: ReleaseState, called: string | undefined, ports: Ports, cause: unknown): ReleaseError {
  const { release } = state.plan
  const how =
    state.verdict === 'live'
      ? 'It has passed everything and serves.'
      : called === undefined
        ? 'The previous release could not be called back.'
        : calledBack(state, called)
  return new ReleaseError(
    'journal-lost',
    `The journal could not be written any more while ${release} had traffic: ${sentenceOf(cause)} ${how}`,
    `What was done lies in ${ports.spool?.place ?? 'no spool'}. Once the journal can be written, "kickai resume ${release}" takes it in and goes on.`,
    { cause },
  )
}

/** Of several services one was called back; what the others run until somebody resumes must not be a surprise. */
function calledBack({ plan, parts }: ReleaseState, called: string): string {
  const named = plan.parts.map(({ service }, part) => ({ service, ...parts[part] }))
  const others = named.filter(({ served, restored }) => served === true && restored !== called)
  const of = plan.parts.length > 1 ? ` of ${named.find(({ restored }) => restored === called)?.service}` : ''
  const left = others.map(({ service }) => service).join(', ')
  return `The previous release${of} was called back (${called}); whether it serves is not known.${
    left === '' ? '' : ` What this release brought still runs as ${left}.`
  }`
}
