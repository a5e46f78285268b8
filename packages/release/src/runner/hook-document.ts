import type { ReleaseState } from '../machine/state.ts'
import type { HookTime } from '../plan/hook.ts'

/** The version of the document; it changes when a field changes its meaning or goes. */
const schemaVersion = 1

/**
 * The release as a hook gets it. No secrets: settings are not in it. `again` says that an earlier run of this very hook
 * was broken off, and nobody knows how far it came.
 */
export function hookDocument(state: ReleaseState, hook: HookTime, again: boolean): object {
  const { plan, verdict, reason, approval } = state
  const { release, kind, environment, from, artifact, parts, promotion } = plan
  return {
    schemaVersion,
    hook,
    again,
    release,
    kind,
    environment,
    ...(from !== undefined && { from }),
    artifact,
    ...(verdict !== undefined && { verdict }),
    ...(reason && { reason: { code: reason.code, sentence: reason.sentence } }),
    parts: parts.map(({ service, before }, index) => {
      const { deployment, restored } = state.parts[index] ?? {}
      return {
        service,
        ...(deployment !== undefined && { deployment }),
        ...(restored !== undefined && { restored }),
        ...(before && { before: { release: before.release, deployment: before.deployment, digest: before.digest } }),
      }
    }),
    ...(approval && { approval }),
    ...(promotion?.override && { override: promotion.override }),
  }
}
