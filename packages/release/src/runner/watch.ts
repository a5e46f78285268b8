import type { Figure } from '../judge/watched.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import { ask } from './ask.ts'
import type { Memory } from './memory.ts'
import type { RunPorts } from './ports.ts'

/**
 * One look while baking: our own probe each time; the platform's figures more seldom, since they count against its
 * allowance of requests, but always once the time is over, so that nothing goes live on old figures.
 */
export async function watch(
  state: ReleaseState,
  effect: Effect & { kind: 'watch' },
  target: Target,
  ports: RunPorts,
  memory: Memory,
): Promise<Happening> {
  const now = ports.clock.now()
  const asked = memory.figuresAt.get(target.service)
  const { bakeMs, figuresEveryMs } = state.plan.policy
  const due = asked === undefined || now - asked >= figuresEveryMs || now >= effect.since + bakeMs
  if (due) memory.figuresAt.set(target.service, now)
  const [answers, figures] = await Promise.all([
    ask(state, effect.part, target, ports, memory),
    due ? figuresOf(state, effect, target, ports) : {},
  ])
  return { kind: 'observed', part: effect.part, ...answers, ...figures }
}

async function figuresOf(state: ReleaseState, effect: Effect & { kind: 'watch' }, target: Target, ports: RunPorts) {
  const { deployment = '', evidence } = partOf(state, effect.part)
  const last = evidence?.usage.samples.at(-1)?.at
  const since = ports.clock.elsewhere(effect.since)
  const [record, traffic, usage] = await Promise.all([
    unlessFailing(ports.platform.deployment(target, deployment)),
    unlessFailing(ports.platform.traffic(target, deployment, since)),
    unlessFailing(ports.platform.usage(target, deployment, last === undefined ? since : last + 1)),
  ])
  const unread: Figure[] = [...(traffic ? [] : ['traffic' as const]), ...(usage ? [] : ['usage' as const])]
  return {
    ...(record && { phase: record.phase }),
    ...(record?.restarting !== undefined && { restarting: record.restarting }),
    ...(traffic && { traffic }),
    ...(usage && { usage }),
    ...(unread.length > 0 && { unread }),
  }
}

/** A figure that can't be had is no figure; the judge knows what to make of that. */
async function unlessFailing<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  return await reading.catch(() => undefined)
}
