import type { Told } from './consistent.ts'
import { lookAtLeft } from './left.ts'
import { type Journaled, versionSetting, type World } from './world.ts'

/** What serves before a release; what is draining is waited for. */
export async function oldOf(world: World): Promise<NonNullable<Told['old']>> {
  const { answer, setting = '' } = await lookAtLeft(world, new Set())
  return { deployment: answer.deployment ?? '', digest: answer.digest ?? '', setting }
}

/** A release as its journal tells it; without one, nothing was written down. Pure. */
export function toldOf(old: Told['old'], release: Pick<Journaled, 'state' | 'closed'> | undefined): Told {
  if (release === undefined) return { old, newSetting: '' }
  const { state, closed } = release
  const { plan, verdict, reason, parts } = state
  const setting = plan.parts[0]?.settings.find(({ name }) => name === versionSetting)
  return {
    old,
    newSetting: setting !== undefined && 'value' in setting ? setting.value : '',
    release: {
      id: plan.release,
      verdict,
      closed,
      deployment: parts[0]?.deployment,
      restored: parts[0]?.restored,
      digest: plan.artifact.digest,
      reason: reason?.sentence,
    },
  }
}
