import { buildLine } from '../logs/deployment-log.ts'
import type { Host } from '../supervisor/host.ts'
import { effective } from './effective.ts'
import { aborted, DeploymentFailure, pause } from './ended.ts'
import { untilHealthy } from './health.ts'
import { closeStep, deploymentOf, openStep } from './records.ts'
import { exitSentence } from './restart-decision.ts'
import type { Settled, Unit } from './unit.ts'

/**
 * What a deployment came to before traffic: it takes requests or runs without taking any, it has done its work and ended
 * well, or it waits for the time at which its command is run.
 */
export type Outcome = 'running' | 'completed' | 'scheduled'

/**
 * Waits until a started deployment may take traffic: its health path answers 200, or, without one, it listens or has
 * lived for a moment. Throws
 * `DeploymentFailure` where that does not happen in time or its process is not started again.
 */
export async function prove(host: Host, unit: Unit, signal: AbortSignal): Promise<Outcome | undefined> {
  const { configuration, variables } = deploymentOf(host, unit.id)
  const { healthPath, healthTimeoutMs } = effective(configuration, variables)
  const over = new AbortController()
  const stop = AbortSignal.any([signal, over.signal])
  const settled = unit.settled.then((how) => {
    over.abort()
    return how
  })
  try {
    if (healthPath === undefined) {
      // The step that a failure is told by: there is no other one.
      const outcome = await proveStarted(host, unit, settled, stop, signal)
      if (outcome !== undefined) closeStep(host, unit.id, 'CREATE_CONTAINER')
      return outcome
    }
    closeStep(host, unit.id, 'CREATE_CONTAINER')
    openStep(host, unit.id, 'HEALTHCHECK')
    buildLine(host, unit.id, `Health check: ${healthPath}, for ${healthTimeoutMs / 1000} s at most`)
    const port = () => deploymentOf(host, unit.id).port
    // The time counts anew for a supervisor that took this up: while none ran, nobody asked.
    const until = Date.now() + healthTimeoutMs
    const answer = await untilHealthy({ port, path: healthPath, until, signal: stop })
    if (signal.aborted) return undefined
    if (answer.healthy && (await unit.untilListening(stop))) {
      closeStep(host, unit.id, 'HEALTHCHECK', { attempt: answer.looks })
      return 'running'
    }
    if (over.signal.aborted) throw new DeploymentFailure(endSentence(await settled, 'its health check passed'))
    throw new DeploymentFailure(
      `The health check at ${healthPath} did not pass within ${healthTimeoutMs / 1000} s: ${answer.seen}`,
    )
  } finally {
    over.abort()
  }
}

async function proveStarted(
  host: Host,
  unit: Unit,
  settled: Promise<Settled>,
  stop: AbortSignal,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const grace = pause(host.options.startGraceSeconds * 1000, stop)
  await Promise.race([unit.untilListening(stop), grace, aborted(stop)])
  if (signal.aborted) return undefined
  if (!stop.aborted) return 'running'
  const end = await settled
  if (end.how === 'completed') return 'completed'
  throw new DeploymentFailure(endSentence(end, 'it listened'))
}

function endSentence({ exit, restarts }: Settled, moment: string): string {
  const times = restarts === 0 ? '' : ` after ${restarts} restart${restarts === 1 ? '' : 's'}`
  const reason = exit.code === 0 ? '; an exit code of 0 is no reason to start it again' : ''
  return `The service ${exitSentence(exit)}${times}, before ${moment}${reason}`
}
