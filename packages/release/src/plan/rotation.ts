import { changesOf } from './make-plan.ts'
import type { Plan } from './plan.ts'

/** A secret that gets another value: the service that has it, and the versions of both values. */
export interface RotatedSecret {
  readonly service: string
  readonly name: string
  readonly from: string
  readonly to: string
}

/** The secrets that a plan gives another value, whatever else it changes. Going back to a release is no rotation. */
export function rotatedSecrets(plan: Pick<Plan, 'kind' | 'artifact' | 'parts'>): readonly RotatedSecret[] {
  if (plan.kind === 'rollback') return []
  return changesOf(plan).flatMap(({ service, what, from, to }) =>
    what.startsWith(settingPrefix) && from !== undefined && to !== undefined
      ? [{ service, name: what.slice(settingPrefix.length), from, to }]
      : [],
  )
}

/**
 * Whether a plan changes nothing but the values of secrets: then going back brings their former values back too, because
 * nothing else can be what was wrong.
 */
export function isRotation(plan: Pick<Plan, 'kind' | 'artifact' | 'parts'>): boolean {
  const rotated = rotatedSecrets(plan)
  return rotated.length > 0 && rotated.length === changesOf(plan).length
}

const settingPrefix = 'setting '
