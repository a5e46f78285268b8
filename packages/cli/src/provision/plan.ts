import { CommandError, type Problem } from '../error/command-error.ts'
import { declaredChanges } from './declared/changes.ts'
import type { ObservedPlace } from './observed.ts'
import { type PlannedService, planService, settingSteps } from './plan-service.ts'
import { tokenSteps } from './plan-tokens.ts'
import type { PlanChoices, Planning } from './planning.ts'
import type { ProvisionPlan, Step } from './step.ts'
import type { WantedPlace } from './wanted.ts'

/**
 * What has to be done so that everything wanted is there. Pure. `cannot-provision` names everything that only a human
 * can settle.
 */
export function planProvision(
  wanted: readonly WantedPlace[],
  observed: readonly ObservedPlace[],
  choices: PlanChoices,
): ProvisionPlan {
  const planning: Planning = { choices, problems: [], notes: sharedNotes(wanted), made: new Set() }
  const plans = wanted.map((place, index) => {
    const there = observed[index]
    if (there === undefined) throw new RangeError(place.environment)
    planning.problems.push(...there.problems)
    return planPlace(place, there, planning)
  })
  if (planning.problems.length > 0) throw cannotProvision(planning.problems)
  const steps = plans.flatMap((plan) => plan.steps)
  // A service comes into all environments of its project at once, so these are made first.
  const isPlace = ({ do: what }: Step) => what === 'make project' || what === 'make environment'
  const shared = wanted.some((place) => place.shared)
  return {
    steps: shared ? [...steps.filter(isPlace), ...steps.filter((step) => !isPlace(step))] : steps,
    held: plans.flatMap(({ held }) => held),
    notes: planning.notes,
  }
}

/** What environments of one project have in common. */
function sharedNotes(wanted: readonly WantedPlace[]): string[] {
  const shared = wanted.filter((place) => place.shared)
  if (shared.length < 2) return []
  const names = shared.map(({ environment }) => environment).join(', ')
  return [
    `${names} lie in one project, ${shared[0]?.project.name}: its members, the names of its services, its usage and its deletion are theirs together. Variables, deployments, addresses and the project token are of each by itself.`,
  ]
}

export function cannotProvision(problems: readonly Problem[]): CommandError {
  const things = problems.length === 1 ? '1 thing keeps' : `${problems.length} things keep`
  return new CommandError('cannot-provision', `${things} this from being provisioned; nothing was changed.`, {
    problems,
  })
}

interface PlacePlan {
  readonly steps: readonly Step[]
  readonly held: readonly Step[]
}

function planPlace(wanted: WantedPlace, there: ObservedPlace, planning: Planning): PlacePlan {
  const { environment } = wanted
  const steps: Step[] = placeSteps(wanted, there, planning)
  const planned = wanted.services.map((service) => planService(wanted, service, there, planning))
  steps.push(...planned.flatMap(({ before }) => before))
  if (wanted.declaration === undefined) steps.push(...planned.flatMap(settingSteps(environment)))
  else steps.push(...declarationSteps(wanted, there, planned, planning))
  steps.push(...planned.flatMap(({ after }) => after), ...tokenSteps(wanted, there, planning))
  const drops = wanted.dropped
    .filter(({ id }) => there.services.some((service) => service.id === id))
    .map(({ id, name }): Step => ({ environment, do: 'remove service', service: name, id }))
  return planning.choices.destructive ? { steps: [...steps, ...drops], held: [] } : { steps, held: drops }
}

function placeSteps(
  { environment, project, railwayEnvironment, shared }: WantedPlace,
  there: ObservedPlace,
  { made }: Planning,
): Step[] {
  const { name } = railwayEnvironment
  if (there.project === undefined && !(shared && made.has(project.name))) {
    made.add(project.name)
    return [{ environment, do: 'make project', name: project.name, first: name }]
  }
  return there.environment === undefined ? [{ environment, do: 'make environment', name }] : []
}

/** All that differs from the declaration, as one step. */
function declarationSteps(
  { environment, declaration }: WantedPlace,
  there: ObservedPlace,
  planned: readonly PlannedService[],
  { notes }: Planning,
): Step[] {
  if (declaration === undefined) return []
  const byName = new Map(there.services.map(({ id, name }) => [name, there.declared?.services[id] ?? {}]))
  const { changeSet, changes, left } = declaredChanges(declaration, planned, byName)
  if (left.length > 0) notes.push(`${environment}  ${left.join(', ')}: left to "railway config apply".`)
  if (changeSet.changes.length === 0) return []
  const changed = new Set(changeSet.changes.map(({ address }) => address))
  const again = planned.filter(({ name, runs }) => runs && changed.has(`service.${name}`)).map(({ name }) => name)
  if (again.length > 0) notes.push(`${environment}  applying the declaration deploys ${again.join(', ')} again.`)
  // Where there is no environment yet, there is no state of it either.
  const etag = there.declared?.etag
  return [{ environment, do: 'apply declaration', changes, changeSet, ...(etag !== undefined && { etag }) }]
}
