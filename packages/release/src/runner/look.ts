import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { DeploymentRecord, Target } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { inspect } from './inspect.ts'
import type { Ports } from './ports.ts'

type Looking = Extract<Effect, { kind: 'inspect' | 'follow' | 'check' | 'watch' }>

/** Effects that only look. They may be repeated as often as one likes. */
export async function look(
  state: ReleaseState,
  effect: Looking,
  target: Target,
  ports: Ports,
  signal: AbortSignal,
): Promise<Happening> {
  switch (effect.kind) {
    case 'inspect':
      return { kind: 'inspected', findings: await inspect(state, ports) }
    case 'follow':
      return await follow(effect, target, ports, signal)
    case 'check':
      return { kind: 'checked', part: effect.part, ...(await ask(state, effect.part, target, ports)) }
    case 'watch': {
      const { deployment = '' } = partOf(state, effect.part)
      const [answers, record, traffic] = await Promise.all([
        ask(state, effect.part, target, ports),
        unlessFailing(ports.platform.deployment(target, deployment)),
        unlessFailing(ports.platform.traffic(target, deployment, effect.since)),
      ])
      return {
        kind: 'observed',
        part: effect.part,
        ...answers,
        ...(record && { phase: record.phase }),
        ...(traffic && { traffic }),
      }
    }
  }
}

/** A figure that can't be had is no figure; the judge knows what to do without one. */
async function unlessFailing<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  return await reading.catch(() => undefined)
}

async function follow(
  effect: Looking & { kind: 'follow' },
  target: Target,
  ports: Ports,
  signal: AbortSignal,
): Promise<Happening> {
  const time = new AbortController()
  const either = AbortSignal.any([signal, time.signal])
  const over = ports.clock.sleep(Math.max(0, effect.until - ports.clock.now()), either).then(() => time.abort())
  let last: DeploymentRecord | undefined
  for await (const record of ports.platform.follow(target, effect.deployment, either)) {
    last = record
    if (record.phase === 'serving' || record.phase === 'failed' || record.phase === 'without effect') break
  }
  time.abort()
  await over
  return {
    kind: 'deployment-seen',
    part: effect.part,
    deployment: effect.deployment,
    phase: last?.phase ?? 'unknown',
    status: last?.status ?? 'never seen',
    ...(last?.failure !== undefined && { failure: last.failure }),
  }
}

async function ask(
  state: ReleaseState,
  part: number,
  target: Target,
  ports: Ports,
): Promise<{ health: ProbeAnswer; smoke: ProbeAnswer[] }> {
  const { policy, parts } = state.plan
  const { url } = await ports.platform.view(target)
  if (url === undefined) return { health: { latencyMs: 0, failure: 'the service has no address' }, smoke: [] }
  const path = parts[part]?.configuration.healthPath ?? '/health'
  const timeout = { timeoutMs: policy.checkTimeoutMs }
  const [health, ...smoke] = await Promise.all(
    [path, ...policy.smoke.map((check) => check.path)].map((each) => ports.probe.ask(url + each, timeout)),
  )
  return { health: health ?? { latencyMs: 0, failure: 'not asked' }, smoke }
}
