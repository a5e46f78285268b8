import { type Measurement, noProbes, withProbe } from '../judge/watched.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Clock } from '../ports/clock.ts'
import type { Target } from '../ports/platform.ts'
import { askPaths } from './ask.ts'
import type { Memory } from './memory.ts'
import type { Ports, RunPorts } from './ports.ts'

/** A release does not wait longer for figures of the one before; milliseconds. */
const longestMs = 15_000
const longestPauseMs = 100

/**
 * Looks at what runs before the first change: users' requests of the last minutes, and some probes of our own. Measuring
 * never fails; what could not be had is not there.
 */
export async function measure(
  state: ReleaseState,
  effect: Effect & { kind: 'measure' },
  target: Target,
  ports: RunPorts,
  memory: Memory,
  signal: AbortSignal,
): Promise<Happening> {
  const { beforeMs } = state.plan.policy.comparison
  const since = ports.clock.elsewhere(ports.clock.now()) - beforeMs
  const reading = ports.platform.traffic(target, effect.deployment, since).catch(() => undefined)
  const [{ probes, named }, traffic] = await Promise.all([
    probe(state, effect, target, ports, memory, signal),
    within(reading, longestMs, ports.clock),
  ])
  return {
    kind: 'measured',
    part: effect.part,
    measurement: { probes, ...(named !== undefined && { named }), ...(traffic && { traffic }) },
  }
}

/** Ends at the first probe that fails: what does not answer is not to be compared with, and may need this release soon. */
async function probe(
  state: ReleaseState,
  effect: Effect & { kind: 'measure' },
  target: Target,
  ports: Ports,
  memory: Memory,
  signal: AbortSignal,
): Promise<Pick<Measurement, 'probes' | 'named'>> {
  const { clock } = ports
  const { checkEveryMs, checkTimeoutMs, comparison } = state.plan.policy
  const path = state.plan.parts[effect.part]?.before?.configuration.healthPath ?? '/health'
  const until = clock.monotonic() + longestMs
  let probes = noProbes
  let named: boolean | undefined
  while (probes.asked < comparison.beforeProbes && clock.monotonic() < until && !signal.aborted) {
    const [health] = await askPaths([path], checkTimeoutMs, target, ports, memory)
    if (health === undefined) break
    probes = withProbe(probes, health)
    if (health.status !== undefined) named = named === true || health.deployment !== undefined
    if (probes.failed > 0) break
    await clock.sleep(Math.min(longestPauseMs, checkEveryMs / 10), signal)
  }
  return { probes, ...(named !== undefined && { named }) }
}

async function within<Result>(reading: Promise<Result>, limitMs: number, clock: Clock): Promise<Result | undefined> {
  const over = new AbortController()
  try {
    return await Promise.race([reading, clock.sleep(limitMs, over.signal).then(() => undefined)])
  } finally {
    over.abort('measured')
  }
}
