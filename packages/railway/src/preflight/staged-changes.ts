import type { Finding } from '@kickai/release'
import { stagedChanges } from '../operations/environment.ts'
import type { Checked } from './checked.ts'

/** Changes that somebody has staged go live with the next one who applies, in the middle of a release perhaps. */
export async function checkStagedChanges({ surroundings, target, place }: Checked): Promise<Finding[]> {
  const { environmentId, serviceId } = place
  const { status, patch } = (await surroundings.client.request(stagedChanges, { environmentId }))
    .environmentStagedChanges
  if (status === 'APPLYING') {
    return [
      {
        code: 'changes-being-applied',
        severity: 'problem',
        sentence: `Changes are being applied in ${target.environment} at this moment.`,
        wayOut: 'Wait until Railway has applied them, then begin again.',
      },
    ]
  }
  if (status === 'COMMITTED') return []
  // Without a patch that can be read nobody knows what it would change.
  const changed =
    patch === undefined ? ['something'] : Object.keys(patch ?? {}).filter((part) => !isEmpty(patch?.[part]))
  if (changed.length === 0) return []
  const others = changed.every((part) => part === 'services') && !Object.hasOwn(Object(patch?.services), serviceId)
  return [
    {
      code: 'staged-changes',
      severity: others ? 'notice' : 'problem',
      sentence: others
        ? `Changes to other services are staged in ${target.environment} and not applied.`
        : `Changes that concern ${target.service} are staged in ${target.environment} and not applied.`,
      wayOut: 'Apply or discard them on Railway.',
    },
  ]
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)
}
