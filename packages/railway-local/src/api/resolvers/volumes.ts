import { randomUUID } from 'node:crypto'
import { Refusal } from '../../errors.ts'
import type { Environment, Volume } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { connectionOf, type PageArguments } from '../connection.ts'
import type { Resolver } from '../context.ts'
import { environmentFor, instanceFor } from '../lookup.ts'

interface VolumeCreateInput {
  readonly projectId: string
  readonly environmentId?: string | null
  readonly serviceId?: string | null
  readonly mountPath: string
}

/** A volume is recorded and told. Nothing is mounted, and a switch goes on without a gap. */
export function volumeMutations(host: Host) {
  const volumeCreate: Resolver<{ input: VolumeCreateInput }> = (_, { input }, { caller }) => {
    const { projectId, environmentId, serviceId, mountPath } = input
    if (!environmentId || !serviceId) throw new Refusal('environmentId and serviceId are needed here')
    const environment = environmentFor(host, caller, environmentId, projectId)
    instanceFor(host, caller, environmentId, serviceId)
    const id = randomUUID()
    const volume: Volume = { id, serviceId, mountPath, createdAt: Date.now() }
    host.state.environments.put({ ...environment, volumes: [...(environment.volumes ?? []), volume] })
    return { id, name: `volume-${id.slice(0, 8)}`, projectId, createdAt: volume.createdAt }
  }
  return { volumeCreate }
}

/** The volumes of an environment, as the connection that its type gives. */
export function volumeInstances({ id, volumes = [] }: Environment, args: PageArguments) {
  const instances = volumes.map((volume) => ({
    ...volume,
    id: `instance-${volume.id}`,
    volumeId: volume.id,
    environmentId: id,
    state: 'READY',
  }))
  return connectionOf(instances, args)
}
