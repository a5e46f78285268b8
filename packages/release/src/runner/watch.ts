import type { Figure } from '../judge/watched.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { kindOf, type Target } from '../ports/platform.ts'
import { ask } from './ask.ts'
import { foreignField } from './foreign.ts'
import type { Memory } from './memory.ts'
import type { RunPorts } from './ports.ts'

type Watching = Effect & { kind: 'watch' }
type Observed = Extract<Happening, { kind: 'observed' }>

/**
 * One look while baking: who answers, or what the platform says of a service that nobody can ask, each time; the
 * platform's figures more seldom, since they count against its allowance of requests, but always once the time is over,
 * so that nothing goes live on old figures.
 */
export async function watch(
  state: ReleaseState,
  effect: Watching,
  target: Target,
  ports: RunPorts,
  memory: Memory,
): Promise<Happening> {
  const kind = kindOf(state.plan.parts[effect.part]?.configuration ?? {})
  const now = ports.clock.now()
  const asked = memory.figuresAt.get(target.service)
  const { bakeMs, figuresEveryMs } = state.plan.policy
  const due = asked === undefined || now - asked >= figuresEveryMs || now >= effect.since + bakeMs
  if (due) memory.figuresAt.set(target.service, now)
  const figures = { web: figuresOfWeb, worker: figuresOfWorker, cron: async () => ({}) }[kind]
  const [answers, found] = await Promise.all([
    ask(state, effect.part, target, ports, memory),
    due ? figures(state, effect, target, ports) : {},
  ])
  const { record } = answers
  const tookTime = ports.clock.now() > now
  const unread: Figure[] = kind === 'cron' && record?.executions === undefined ? ['executions'] : []
  return {
    kind: 'observed',
    part: effect.part,
    ...(tookTime && { begunAt: now }),
    ...answers,
    ...(kind === 'worker' && record && { restarting: record.restarting }),
    ...(unread.length > 0 && { unread }),
    ...found,
  }
}

async function figuresOfWeb(
  state: ReleaseState,
  effect: Watching,
  target: Target,
  ports: RunPorts,
): Promise<Partial<Observed>> {
  const seen = partOf(state, effect.part)
  const [view, traffic, usage] = await Promise.all([
    unlessFailing(ports.platform.view(target)),
    unlessFailing(ports.platform.traffic(target, seen.deployment ?? '', ports.clock.elsewhere(effect.since))),
    newUsage(state, effect, target, ports),
  ])
  const unread: Figure[] = [...(traffic ? [] : ['traffic' as const]), ...(usage ? [] : ['usage' as const])]
  const record = view?.deployments.find(({ id }) => id === seen.deployment)
  return {
    ...(view && foreignField(view, seen)),
    ...(view?.configurationEtag !== undefined && { etag: view.configurationEtag }),
    ...(record && { phase: record.phase }),
    ...(record?.restarting !== undefined && { restarting: record.restarting }),
    ...(traffic && { traffic }),
    ...(usage && { usage }),
    ...(unread.length > 0 && { unread }),
  }
}

/** Nobody sends a worker requests, so their absence is no missing data. */
async function figuresOfWorker(
  state: ReleaseState,
  effect: Watching,
  target: Target,
  ports: RunPorts,
): Promise<Partial<Observed>> {
  const usage = await newUsage(state, effect, target, ports)
  return usage ? { usage } : { unread: ['usage'] }
}

async function newUsage(state: ReleaseState, effect: Watching, target: Target, ports: RunPorts) {
  const { deployment = '', evidence } = partOf(state, effect.part)
  const last = evidence?.usage.samples.at(-1)?.at
  const since = last === undefined ? ports.clock.elsewhere(effect.since) : last + 1
  return await unlessFailing(ports.platform.usage(target, deployment, since))
}

/** A figure that can't be had is no figure; the judge knows what to make of that. */
async function unlessFailing<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  return await reading.catch(() => undefined)
}
