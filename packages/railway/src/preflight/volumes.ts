import type { Finding } from '@kickai/release'
import { volumes } from '../operations/environment.ts'
import type { Checked } from './checked.ts'

const mostVolumes = 100

/** A volume belongs to one deployment at a time, so a switch has a gap. */
export async function checkVolumes({ surroundings, target, place }: Checked): Promise<Finding[]> {
  const { environmentId, projectId, serviceId } = place
  const { environment } = await surroundings.client.request(volumes, {
    id: environmentId,
    projectId,
    first: mostVolumes,
  })
  const attached = environment.volumeInstances.filter((volume) => volume.serviceId === serviceId)
  if (attached.length === 0) return []
  return [
    {
      code: 'volume-attached',
      severity: 'notice',
      sentence: `${target.service} in ${target.environment} has a volume (${attached.map(({ mountPath }) => mountPath).join(', ')}): Railway stops the old deployment before it starts the new one, and requests in between are lost.`,
      wayOut: 'Keep data outside the service, or accept the gap.',
    },
  ]
}
