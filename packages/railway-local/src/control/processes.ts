import type { Deployment } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'

export type Role = 'active' | 'starting' | 'overlapping' | 'draining'

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

/** Every process that the platform runs. */
export function processesOf(host: Host): Processes {
  const services = [...host.units].flatMap(([id, { process: running }]) => {
    const deployment = host.state.deployments.get(id)
    if (running === undefined || deployment === undefined) return []
    const { serviceId: service, environmentId: environment } = deployment
    return [{ pid: running.pid, deployment: id, service, environment, role: roleOf(deployment) }]
  })
  const { pid } = host.router
  return { supervisor: { pid: process.pid }, ...(pid === undefined ? {} : { router: { pid } }), services }
}

function roleOf({ status, retireAt }: Deployment): Role {
  if (status === 'REMOVING') return 'draining'
  if (status !== 'SUCCESS') return 'starting'
  return retireAt === undefined ? 'active' : 'overlapping'
}
