import { judgeCheck } from '../gates/check.ts'
import type { LiveRelease } from '../journal/current.ts'
import { judge } from '../judge/judge.ts'
import { nothingWatched, type Watched, watchedAfter } from '../judge/watched.ts'
import type { Policy } from '../plan/policy.ts'
import type { PromotionRule } from '../plan/promotion.ts'
import type { Clock } from '../ports/clock.ts'
import type { Platform } from '../ports/platform.ts'
import type { Probe } from '../ports/probe.ts'

type Ports = { readonly platform: Platform; readonly probe: Probe; readonly clock: Clock }

/** What is looked back on: a live release in its environment, and for how long. Milliseconds. */
export interface LookBack {
  readonly environment: string
  readonly live: LiveRelease
  /** Since when it serves without a break; milliseconds since 1970. */
  readonly since: number
  readonly policy: Policy
  readonly heldMs: number
}

type Found = Pick<PromotionRule, 'outcome' | 'sentence'>

const probes = 10
const pauseMs = 100
/** Figures of less than this say nothing. */
const leastMs = 60_000

/**
 * Whether a live release holds its environment's objectives: by the platform's figures over the time asked for (a minute
 * at least, as long as it has been live), and by our own probes now. What cannot be had is inconclusive.
 */
export async function lookBack(ports: Ports, want: LookBack): Promise<Found> {
  const perPart = want.live.parts.map((_, part) => lookAtPart(ports, want, part))
  const found = await Promise.all(perPart)
  return (
    found.find(({ outcome }) => outcome === 'broken') ??
    found.find(({ outcome }) => outcome === 'inconclusive') ?? {
      outcome: 'held',
      sentence: `The objectives of ${want.environment} hold.`,
    }
  )
}

async function lookAtPart({ platform, probe, clock }: Ports, want: LookBack, index: number): Promise<Found> {
  const { environment, live, policy, heldMs } = want
  const part = live.parts[index]
  if (part === undefined) throw new RangeError(`${live.release} has no part ${index}.`)
  const { service, deployment, configuration } = part
  const target = { environment, service }
  const since = Math.max(want.since, clock.now() - Math.max(heldMs, leastMs))
  const view = await platform.view(target)
  const [record, traffic, usage] = await Promise.all([
    platform.deployment(target, deployment),
    platform.traffic(target, deployment, since).catch(() => undefined),
    platform.usage(target, deployment, since).catch(() => undefined),
  ])
  // Over so long a time the platform has measured something, unless it measures nothing.
  const measured = usage !== undefined && usage.samples.length > 0 ? usage : undefined
  let watched: Watched = { ...nothingWatched, read: ['traffic', 'usage'] }
  for (let count = 0; count < probes; count++) {
    if (count > 0) await clock.sleep(pauseMs)
    const health = await probe.ask(`${view.url ?? ''}${configuration.healthPath}`, { timeoutMs: policy.checkTimeoutMs })
    const answers = { health, smoke: [], active: view.active }
    const outcome = judgeCheck({ ...policy, smoke: [] }, { deployment, digest: live.artifact.digest }, answers)
    if (outcome.outcome !== 'good')
      return { outcome: 'broken', sentence: `${service} in ${environment}: ${outcome.sentence}` }
    const figures = count === 0 && {
      ...(record?.restarting !== undefined && { restarting: record.restarting }),
      ...(traffic && { traffic }),
      ...(measured && { usage: measured }),
      unread: [...(traffic ? [] : ['traffic' as const]), ...(measured ? [] : ['usage' as const])],
    }
    watched = watchedAfter(
      watched,
      { at: clock.now(), kind: 'observed', part: index, ...answers, ...figures },
      since,
      true,
    )
  }
  return judgeHeld(policy, watched, heldMs, `${service} in ${environment}`)
}

/** What was seen, judged as at the end of a bake that took as long. Pure. */
export function judgeHeld(policy: Policy, watched: Watched, heldMs: number, what: string): Found {
  const all = { ...policy, bakeMs: heldMs, prolongMs: 0, inconclusive: 'fail' as const }
  const judgement = judge(all, { watched, elapsedMs: heldMs, hasFigures: true })
  if (judgement.outcome !== 'bad') return { outcome: 'held', sentence: `The objectives of ${what} hold.` }
  const unsettled = judgement.remarks.find(({ weight }) => weight === 'inconclusive')
  return judgement.reason.code === 'inconclusive' && unsettled !== undefined
    ? { outcome: 'inconclusive', sentence: `${what}: ${unsettled.sentence}` }
    : { outcome: 'broken', sentence: `${what}: ${judgement.reason.sentence}` }
}
