import type { Fingerprints } from '../journal/fingerprint.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import { bearsMessage, uploadMessage } from '../plan/label.ts'
import type { Target } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { ask } from './ask.ts'
import { follow } from './follow.ts'
import { inspect } from './inspect.ts'
import { measure } from './measure.ts'
import type { Memory } from './memory.ts'
import type { RunPorts } from './ports.ts'
import { seeSettings, survey } from './survey.ts'
import { watch } from './watch.ts'

export type Looking = Extract<
  Effect,
  { kind: 'inspect' | 'measure' | 'survey' | 'follow' | 'check' | 'watch' | 'seek' | 'see-settings' }
>

/** Effects that only look. They may be repeated as often as one likes. */
export async function look(
  state: ReleaseState,
  effect: Looking,
  target: Target,
  ports: RunPorts,
  memory: Memory,
  fingerprints: Fingerprints,
  signal: AbortSignal,
): Promise<Happening> {
  switch (effect.kind) {
    case 'inspect':
      return { kind: 'inspected', ...(await inTime(state, ports, inspect(state, ports))) }
    case 'measure':
      return await measure(state, effect, target, ports, memory, signal)
    case 'survey':
      return await survey(state, effect, target, ports, memory, fingerprints)
    case 'see-settings':
      return await seeSettings(state, effect, target, ports, memory, fingerprints)
    case 'follow':
      return await follow(state, effect, target, ports, signal)
    case 'check':
      return { kind: 'checked', part: effect.part, ...(await ask(state, effect.part, target, ports, memory)) }
    case 'watch':
      return await watch(state, effect, target, ports, memory)
    case 'seek': {
      const label = uploadMessage(state.plan, effect.part, 'new')
      const found = (await ports.platform.view(target)).deployments.find(({ message }) => bearsMessage(message, label))
      return { kind: 'sought', part: effect.part, ...(found && { deployment: found.id, phase: found.phase }) }
    }
  }
}

/** Preflight asks many; one that never answers must not keep the environment from everybody. Throws `preflight-timeout`. */
async function inTime<Found>(
  { plan: { policy } }: ReleaseState,
  { clock }: RunPorts,
  work: Promise<Found>,
): Promise<Found> {
  const done = new AbortController()
  const late = clock.sleep(policy.preflightMs, done.signal).then((): never => {
    const seconds = Math.round(policy.preflightMs / 1000)
    throw new ReleaseError(
      'preflight-timeout',
      `The checks before the release were not through after ${seconds} s. Nothing was changed.`,
      'See with "kickai doctor" which of them takes so long; deadlines.preflightSeconds says how long they may.',
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
    // Broken off, the wait ends in its error too, which then nobody waits for.
    late.catch(() => undefined)
  }
}
