import type { Execution, Usage, UsageSample } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import type { Users } from './simulated-users.ts'

/** How a bundle behaves once it is deployed. Times in milliseconds after it began to serve. */
export interface Behaviour {
  readonly digest: string
  /** Whether the platform ever lets it serve. Default true. */
  readonly starts?: boolean
  /** From when on it answers 500. */
  readonly failsAfterMs?: number
  /** At what times besides. */
  readonly failsAt?: (servingMs: number) => boolean
  /** Who asks it, and what they see. Default: nobody. */
  readonly users?: Users
  /** How long its answer to a probe takes at a time; default 1 ms. */
  readonly probeMs?: (servingMs: number) => number
  /** The memory it holds at a time; measured each second. The platform has 512 MB for it. */
  readonly memoryBytes?: (servingMs: number) => number
  /** When it ends by itself and is started again. It says its uptime where this is given. */
  readonly restartsAfterMs?: number
  /** At what times the platform says that it is being started again. */
  readonly restartingAt?: (servingMs: number) => boolean
  /** How the runs of its scheduled command so far ended, newest first. */
  readonly runs?: (servingMs: number) => readonly Execution['outcome'][]
  /** Answers 500 two times in three. */
  readonly flaps?: boolean
  /** Tells the fingerprint of its settings to who shows the probe token. Default true. */
  readonly tellsSettings?: boolean
  /** Does not say which deployment it is. */
  readonly saysNothing?: boolean
  /** What it says its digest is, when the platform runs something else under its name. */
  readonly saysDigest?: string
  /** Says that it is a deployment that it is not. */
  readonly saysDeployment?: string
  /** When it ends by itself and the platform gives it up. */
  readonly crashesAfterMs?: number
}

/** What it answers to a probe, so long after it began to serve. `asked` numbers the probes of a platform. */
export function answerOf(behaviour: Behaviour, deployment: string, servingMs: number, asked: number): ProbeAnswer {
  const { failsAfterMs = Number.POSITIVE_INFINITY, restartsAfterMs } = behaviour
  const bad = servingMs >= failsAfterMs || behaviour.failsAt?.(servingMs) === true
  if (behaviour.flaps === true && asked % 3 !== 0) return { status: 500, latencyMs: 1, deployment }
  if (behaviour.saysNothing === true) return { status: bad ? 500 : 200, latencyMs: 1 }
  const startedMs = restartsAfterMs !== undefined && servingMs >= restartsAfterMs ? restartsAfterMs : 0
  return {
    status: bad ? 500 : 200,
    latencyMs: behaviour.probeMs?.(servingMs) ?? 1,
    ...(restartsAfterMs !== undefined && { uptimeSeconds: Math.floor((servingMs - startedMs) / 1000) }),
    deployment: behaviour.saysDeployment ?? deployment,
    digest: behaviour.saysDigest ?? behaviour.digest,
  }
}

/** What it uses, a sample each second; times in milliseconds since 1970, `start` when it began to serve. */
export function usageOf({ memoryBytes = () => 80e6 }: Behaviour, start: number, from: number, to: number): Usage {
  const samples: UsageSample[] = []
  for (let at = Math.ceil(from / 1000) * 1000; at <= to; at += 1000)
    samples.push({ at, processors: 0.1, memoryBytes: memoryBytes(at - start) })
  return { samples, processors: 2, memoryBytes: 512e6 }
}
