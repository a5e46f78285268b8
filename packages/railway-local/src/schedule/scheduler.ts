import { execute } from '../deployment/executions.ts'
import { isScheduled } from '../deployment/statuses.ts'
import { sentenceOf } from '../errors.ts'
import type { Deployment } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { isDueIn, minuteAt } from './due.ts'

const mostEveryMs = 1_000
/** A platform that was away, or a machine that slept, catches up on no more. */
const mostMinutes = 5

/** Runs the commands of scheduled services when they are due, until the function that it gives is called. */
export function startScheduler(host: Host): () => void {
  let lasts = host.options.cronMinuteMs
  let last = minuteAt(Date.now(), lasts)
  let timer: NodeJS.Timeout
  const look = () => {
    const { cronMinuteMs } = host.options
    const minute = minuteAt(Date.now(), cronMinuteMs)
    // Another clock: what it says now is where it begins.
    if (cronMinuteMs !== lasts) last = minute
    lasts = cronMinuteMs
    for (let each = Math.max(last + 1, minute - mostMinutes + 1); each <= minute; each++) runDue(host, each)
    last = Math.max(last, minute)
    timer = setTimeout(look, Math.min(mostEveryMs, cronMinuteMs / 2))
  }
  timer = setTimeout(look, 0)
  return () => clearTimeout(timer)
}

function runDue(host: Host, minute: number): void {
  for (const deployment of host.state.instances.all().flatMap((instance) => inForce(host, instance.active))) {
    if (!isDueIn(deployment.configuration.cronSchedule ?? '', minute)) continue
    execute(host, deployment.id).catch((error: unknown) =>
      host.note(`deployment ${deployment.id} could not be run: ${sentenceOf(error)}`),
    )
  }
}

/** The deployment whose command is run: the active one, unless it has been replaced or removed. */
function inForce(host: Host, active: string | undefined): Deployment[] {
  const deployment = active === undefined ? undefined : host.state.deployments.get(active)
  const isInForce = deployment?.status === 'SUCCESS' && deployment.retireAt === undefined && isScheduled(deployment)
  return isInForce ? [deployment] : []
}
