import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { partOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { DeploymentRecord, Phase, Target } from '../ports/platform.ts'
import { foreignField } from './foreign.ts'
import type { Ports } from './ports.ts'

const ends: ReadonlySet<Phase> = new Set(['serving', 'failed', 'without effect'])

const lookAgainMs = 1_000
/** What waits for a person is asked for less often, since the platform counts requests by the hour. */
const personMs = 10_000

/** Follows a deployment until it has come to something or the effect's time is up; gives what was seen last. */
export async function follow(
  state: ReleaseState,
  effect: Effect & { kind: 'follow' },
  target: Target,
  ports: Ports,
  signal: AbortSignal,
): Promise<Happening> {
  const time = new AbortController()
  const either = AbortSignal.any([signal, time.signal])
  // A reason of our own, since the platform's own would be an error with a stack at every look.
  const end = () => time.abort('over')
  const over = ports.clock.sleep(Math.max(0, effect.until - ports.clock.now()), either).then(() => {
    if (!either.aborted) end()
  })
  let last: DeploymentRecord | undefined
  try {
    for await (const record of ports.platform.follow(target, effect.deployment, either)) {
      last = record
      if (ends.has(record.phase)) break
    }
    // An adapter may stop looking at a deployment that waits for somebody; the time allowed runs on all the same.
    if (last !== undefined && !ends.has(last.phase))
      await ports.clock.sleep(last.phase === 'blocked' ? personMs : lookAgainMs, either)
  } finally {
    end()
    await over
  }
  return {
    kind: 'deployment-seen',
    part: effect.part,
    deployment: effect.deployment,
    phase: last?.phase ?? 'unknown',
    status: last?.status ?? 'never seen',
    ...(last?.failure !== undefined && { failure: last.failure }),
    ...(last?.phase === 'serving' ? {} : await cameBetween(state, effect, target, ports)),
  }
}

/** Why it came to nothing, where a deployment of somebody else took its place. A look that fails leaves that open. */
async function cameBetween(state: ReleaseState, { part }: Effect & { kind: 'follow' }, target: Target, ports: Ports) {
  const view = await ports.platform.view(target).catch(() => undefined)
  return view === undefined ? {} : foreignField(view, partOf(state, part), state.plan.parts[part]?.before?.deployment)
}
