import type { ApiServer } from '../api/server.ts'
import { effective } from '../deployment/effective.ts'
import { endExecution } from '../deployment/executions.ts'
import { takeOff } from '../deployment/pipeline.ts'
import { deploymentOf } from '../deployment/records.ts'
import type { Host } from './host.ts'

/** A service is given this long to end even where its configuration gives it no time. */
const leastDrainingMs = 2000

/**
 * Ends everything gracefully: services, router, API. What is recorded stays, so that the next start brings every
 * deployment up again and goes on with those on their way.
 */
export async function shutDown(host: Host, api: ApiServer): Promise<void> {
  await Promise.all([...host.moving.keys()].map((id) => takeOff(host, id, 'shutdown')))
  await Promise.all(
    [...host.units].map(async ([id, unit]) => {
      const { configuration, variables } = deploymentOf(host, id)
      await unit.end(Math.max(leastDrainingMs, effective(configuration, variables).drainingMs))
    }),
  )
  await Promise.all([...host.executions.keys()].map((id) => endExecution(host, id, leastDrainingMs)))
  await host.router.stop()
  await api.close()
}
