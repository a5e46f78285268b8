import { containerProcess } from '../container/program.ts'
import type { Deployment } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'

/** `execution`: a run of a scheduled deployment's command. */
export type Role = 'active' | 'starting' | 'overlapping' | 'draining' | 'execution'

/** Answer of `GET /local/processes`. */
export interface Processes {
  readonly supervisor: { readonly pid: number }
  /** Absent for the moment in which it is being started again. */
  readonly router?: { readonly pid: number }
  readonly services: readonly {
    readonly pid: number
    readonly deployment: string
    readonly service: string
    readonly environment: string
    readonly role: Role
  }[]
}

/** Every process that the platform runs; of a container the one in it. */
export function processesOf(host: Host): Processes {
  const services = [...host.units].flatMap(([id, { process: running }]) => {
    const deployment = host.state.deployments.get(id)
    if (running === undefined || deployment === undefined) return []
    const { serviceId: service, environmentId: environment } = deployment
    const pid = containerProcess(host, id) ?? running.pid
    return [{ pid, deployment: id, service, environment, role: roleOf(deployment) }]
  })
  const executions = [...host.executions].flatMap(([id, { process: running }]) => {
    const deployment = host.state.deployments.get(id)
    if (deployment === undefined) return []
    const { serviceId: service, environmentId: environment } = deployment
    return [{ pid: running.pid, deployment: id, service, environment, role: 'execution' as const }]
  })
  const { pid } = host.router
  return {
    supervisor: { pid: process.pid },
    ...(pid === undefined ? {} : { router: { pid } }),
    services: [...services, ...executions],
  }
}

function roleOf({ status, retireAt }: Deployment): Role {
  if (status === 'REMOVING') return 'draining'
  if (status !== 'SUCCESS') return 'starting'
  return retireAt === undefined ? 'active' : 'overlapping'
}
