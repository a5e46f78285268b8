import type { ReleaseState } from '../../../machine/state.ts'
import type { SimulatedService } from '../../simulated-service.ts'
import type { World } from '../world.ts'

/** What runs where: one of these per service, the newest state of a release in hand. */
type Side = 'new' | 'old'

/** Which side serves after a verdict, where it says so. A blocked release changed nothing, so the old one serves. */
const serves: { readonly [verdict in NonNullable<ReleaseState['verdict']>]?: Side } = {
  live: 'new',
  failed: 'old',
  'rolled back': 'old',
  blocked: 'old',
}

/** Whether users get what a release's verdict says, with the settings that belong to it; `brought` is what all releases brought. */
export function endProblems(world: World, state: ReleaseState, brought: readonly string[]): string[] {
  const side = state.verdict && serves[state.verdict]
  const { plan } = state
  return plan.parts.flatMap((part, index) => {
    const service = world.service(part.service)
    const old = part.before?.digest
    const { serving } = service
    const digest = serving?.behaviour.digest
    if (side === undefined) return oneOf(part.service, digest, [...brought, old])
    const wanted = side === 'new' ? plan.artifact.digest : old
    const id =
      side === 'new' ? state.parts[index]?.deployment : (state.parts[index]?.restored ?? part.before?.deployment)
    // What crashes after it was proven is no broken promise of the release; nobody said that it would not.
    if (serving === undefined && hasCrashed(service, id)) return []
    if (digest !== wanted)
      return [
        `${part.service} serves ${digest ?? 'nothing'} and not ${wanted ?? 'nothing'}, though ${plan.release} is ${state.verdict}.`,
      ]
    if (wanted === undefined) return []
    const problems = settingsProblems(part.service, service, wanted)
    if (serving?.record.id !== id) problems.push(`${part.service} serves as ${serving?.record.id}, not as ${id}.`)
    return problems
  })
}

function hasCrashed(service: SimulatedService, id: string | undefined): boolean {
  return id !== undefined && service.find(id)?.record.status === 'CRASHED'
}

/** Where the verdict promises nothing, it is at least no third thing. */
function oneOf(name: string, digest: string | undefined, sides: readonly (string | undefined)[]): string[] {
  return digest === undefined || sides.includes(digest) ? [] : [`${name} serves ${digest}, which is neither side.`]
}

/** The settings that the platform holds and those that the process runs with are those of what serves. */
function settingsProblems(name: string, { settings, serving }: SimulatedService, digest: string): string[] {
  const problems: string[] = []
  if (settings.get('VERSION') !== digest)
    problems.push(`${name} serves ${digest} and is set to ${settings.get('VERSION')}.`)
  const running = serving?.settings.get('VERSION')
  if (running !== digest) problems.push(`${name} serves ${digest} and runs with the settings of ${running}.`)
  return problems
}

/** No secret's value lies in the store. */
export function secretProblems(world: World): string[] {
  const leak = world.documents.find((json) => json.includes('value of env:'))
  return leak === undefined ? [] : [`${leak} holds the value of a secret.`]
}
