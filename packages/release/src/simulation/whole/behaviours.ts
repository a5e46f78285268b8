import type { Behaviour } from '../simulated-behaviour.ts'
import type { BehaviourName, Scenario } from './scenario.ts'

/** How long a request to a slow service takes; the objective is 2 s. Milliseconds. */
const slowMs = 3_000

/** A named behaviour as a simulated service knows it. */
export function behaviourOf(
  name: BehaviourName,
  digest: string,
  { users: perSecond, badAfterMs }: Pick<Scenario, 'users' | 'badAfterMs'>,
): Behaviour {
  const good: Behaviour = { digest, users: { perSecond }, runs: () => ['done'] }
  switch (name) {
    case 'good':
      return good
    case 'never starts':
      return { ...good, starts: false }
    case 'other bytes':
      return { ...good, saysDigest: 'others' }
    case 'other deployment':
      return { ...good, saysDeployment: 'nobody-knows-it' }
    case 'fails at once':
      return { ...good, failsAfterMs: 0 }
    case 'fails later':
      return { ...good, failsAfterMs: badAfterMs }
    case 'flaps':
      return { ...good, flaps: true }
    case 'crashes':
      return { ...good, crashesAfterMs: badAfterMs }
    case 'restarts':
      return { ...good, restartsAfterMs: badAfterMs }
    case 'errors':
      return { ...good, users: { perSecond, errorShare: 0.3 } }
    case 'slow':
      return { ...good, users: { perSecond, latencyMs: () => slowMs }, probeMs: () => slowMs }
    case 'much memory':
      return { ...good, memoryBytes: () => 480e6 }
    case 'says nothing':
      return { ...good, saysNothing: true }
  }
}
