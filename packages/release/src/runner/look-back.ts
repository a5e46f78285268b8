import { attestationOf, countExecutions, imageDigestOf } from '../gates/attestation.ts'
import { judgeCheck } from '../gates/check.ts'
import type { LivePart, LiveRelease } from '../journal/current.ts'
import { judge } from '../judge/judge.ts'
import { type Figure, nothingWatched, type Watched, watchedAfter } from '../judge/watched.ts'
import type { Answers } from '../machine/event.ts'
import type { Policy } from '../plan/policy.ts'
import type { PromotionRule } from '../plan/promotion.ts'
import type { Clock } from '../ports/clock.ts'
import { kindOf, type Platform, type ServiceKind, type Target } from '../ports/platform.ts'
import type { Probe, ProbeAnswer } from '../ports/probe.ts'

type Ports = { readonly platform: Platform; readonly probe: Probe; readonly clock: Clock }

/** What is looked back on: a live release in its environment, and for how long. Milliseconds. */
export interface LookBack {
  readonly environment: string
  readonly live: LiveRelease
  /** Since when it serves without a break; milliseconds since 1970. */
  readonly since: number
  readonly policy: Policy
  readonly heldMs: number
  /** How often each service is asked now. Default 10. */
  readonly probes?: number
}

type Found = Pick<PromotionRule, 'outcome' | 'sentence'>

const usualProbes = 10
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

async function lookAtPart(ports: Ports, want: LookBack, index: number): Promise<Found> {
  const { platform, clock } = ports
  const { environment, live, policy, heldMs, probes = usualProbes } = want
  const part = live.parts[index]
  if (part === undefined) throw new RangeError(`${live.release} has no part ${index}.`)
  const { service, deployment, configuration } = part
  const target = { environment, service }
  const what = `${service} in ${environment}`
  const since = Math.max(want.since, clock.now() - Math.max(heldMs, leastMs))
  const kind = kindOf(configuration)
  const measured = await figuresOf(platform, target, deployment, kind, since)
  const demand = { kind, identity: policy.identity, settings: 'where-echoed' as const, smoke: [] }
  // What the platform never gave is no data either, when it is asked for so long a time.
  let watched: Watched = { ...nothingWatched, read: ['traffic', 'usage', 'executions'] }
  for (let count = 0; count < (kind === 'web' ? probes : 1); count++) {
    if (count > 0) await clock.sleep(pauseMs)
    const answers = await lookNow(ports, want, part, since)
    const outcome = judgeCheck(demand, { deployment, digest: live.artifact.digest }, answers)
    if (outcome.outcome !== 'good') return { outcome: 'broken', sentence: `${what}: ${outcome.sentence}` }
    const unseen = kind === 'cron' && answers.record?.executions === undefined ? (['executions'] as const) : []
    const figures = count === 0 ? { ...measured, unread: [...measured.unread, ...unseen] } : {}
    const seen = { at: clock.now(), kind: 'observed' as const, part: index, ...answers, ...figures }
    watched = watchedAfter(watched, seen, since, true)
  }
  return judgeHeld(policy, watched, heldMs, what)
}

/** Figures over the time, as there are of this kind; what the platform did not give, or has measured nothing of, is named. */
async function figuresOf(platform: Platform, target: Target, deployment: string, kind: ServiceKind, since: number) {
  const [record, traffic, used] = await Promise.all([
    platform.deployment(target, deployment),
    kind === 'web' ? platform.traffic(target, deployment, since).catch(() => undefined) : undefined,
    kind === 'cron' ? undefined : platform.usage(target, deployment, since).catch(() => undefined),
  ])
  const usage = used !== undefined && used.samples.length > 0 ? used : undefined
  const missing: Figure[] = [...(traffic ? [] : ['traffic' as const]), ...(usage ? [] : ['usage' as const])]
  return {
    ...(record?.restarting !== undefined && { restarting: record.restarting }),
    ...(traffic && { traffic }),
    ...(usage && { usage }),
    unread: missing.filter((figure) => figuresBy[kind].includes(figure)),
  }
}

const figuresBy: { readonly [kind in ServiceKind]: readonly Figure[] } = {
  web: ['traffic', 'usage'],
  worker: ['usage'],
  cron: [],
}

/** One look of our own: at what answers, or at the platform's record of what nobody can ask. */
async function lookNow(ports: Ports, want: LookBack, part: LivePart, since: number): Promise<Answers> {
  const { service, deployment, configuration } = part
  const target = { environment: want.environment, service }
  const kind = kindOf(configuration)
  const view = await ports.platform.view(target)
  if (kind !== 'web') {
    const runs =
      kind === 'cron' ? await ports.platform.executions(target, deployment).catch(() => undefined) : undefined
    const executions = runs && { executions: countExecutions(runs.filter(({ at }) => at >= since)) }
    return { smoke: [], record: { ...attestationOf(kind, view, deployment), ...executions } }
  }
  const { url, active } = view
  if (url === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  const path = configuration.healthPath ?? '/health'
  const asked = await ports.probe.ask(url + path, { timeoutMs: want.policy.checkTimeoutMs })
  const health = configuration.image === undefined ? asked : withDigest(asked, imageDigestOf(view, deployment))
  return { health: { ...health, answeredAt: ports.clock.now() }, smoke: [], active }
}

/** What a process says of its bytes counts for nothing where it runs in an image; the platform's record does. */
function withDigest({ digest: _own, ...answer }: ProbeAnswer, digest: string | undefined): ProbeAnswer {
  return { ...answer, ...(digest !== undefined && { digest }) }
}

/** What was seen, judged as at the end of a bake that took as long. Pure. */
function judgeHeld(policy: Policy, watched: Watched, heldMs: number, what: string): Found {
  const all = { ...policy, bakeMs: heldMs, prolongMs: 0, inconclusive: 'fail' as const }
  const judgement = judge(all, { watched, elapsedMs: heldMs, hasFigures: true })
  if (judgement.outcome !== 'bad') return { outcome: 'held', sentence: `The objectives of ${what} hold.` }
  const unsettled = judgement.remarks.find(({ weight }) => weight === 'inconclusive')
  return judgement.reason.code === 'inconclusive' && unsettled !== undefined
    ? { outcome: 'inconclusive', sentence: `${what}: ${unsettled.sentence}` }
    : { outcome: 'broken', sentence: `${what}: ${judgement.reason.sentence}` }
}
