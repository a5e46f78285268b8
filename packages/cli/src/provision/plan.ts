import type { ServiceState } from '@kickai/railway'
import { kindOf } from '@kickai/release'
import { CommandError, type Problem } from '../error/command-error.ts'
import { declaredChanges, type ServiceChanges } from './declared/changes.ts'
import { foundOf, type ObservedPlace } from './observed.ts'
import { limitChanges, replicaChanges, replicaProblem, runningChanges } from './settings-changes.ts'
import type { ProvisionPlan, Step } from './step.ts'
import { madeBefore } from './tokens.ts'
import type { WantedPlace, WantedService } from './wanted.ts'

export interface PlanChoices {
  /** What the configuration no longer names is removed. */
  readonly destructive: boolean
  /** A token is made though one was made before whose value is elsewhere. */
  readonly newTokens: boolean
}

/** What is found and decided while a plan is made. */
interface Planning {
  readonly choices: PlanChoices
  readonly problems: Problem[]
  readonly notes: string[]
  /** Projects, and services of shared projects, that earlier steps of the plan make. */
  readonly made: Set<string>
}

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
  else steps.push(...declarationSteps(wanted, there, planned, planning, steps.length > 0))
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

interface PlannedService extends ServiceChanges {
  readonly before: readonly Step[]
  readonly after: readonly Step[]
}

function planService(
  { environment, shared, project, declaration }: WantedPlace,
  wanted: WantedService,
  there: ObservedPlace,
  { problems, notes, made }: Planning,
): PlannedService {
  const path = `${environment}.services.${wanted.name}`
  const service = wanted.name
  const state: ServiceState | undefined = foundOf(there.services, wanted)
  const before: Step[] = []
  const mark = `${project.name}/${service}`
  // What git declares is made by its change set, in each environment.
  if (state === undefined && declaration === undefined) {
    if (foundOf(there.inProject, wanted) !== undefined) before.push({ environment, do: 'add service', service })
    else if (!shared || !made.has(mark)) before.push({ environment, do: 'make service', service })
    made.add(mark)
  }
  const problem = replicaProblem(wanted.scaling, state)
  if (problem !== undefined) problems.push({ path, sentence: problem })
  const running = runningChanges(wanted.configuration, state)
  const replicas = replicaChanges(wanted.scaling, state)
  const limits = limitChanges(wanted.scaling, state)
  const first = state?.deployed !== true
  if (!first && running.changes.length > 0)
    notes.push(
      `${environment}  ${service}: the next release sets ${running.changes.map(({ name }) => name).join(', ')}.`,
    )
  const after: Step[] = []
  if (kindOf(wanted.configuration) === 'web' && (state?.domains.length ?? 0) === 0)
    after.push({ environment, do: 'make address', service })
  if (state !== undefined && there.autoDeploying.includes(state.id))
    after.push({ environment, do: 'switch automatic deploys off', service })
  if (state?.configurationFile !== undefined)
    notes.push(`${environment}  ${service}: Railway reads ${state.configurationFile} for it, until 2026-12-01.`)
  return {
    name: service,
    missing: state === undefined,
    changes: [...(first ? running.changes : []), ...replicas.changes, ...limits.changes],
    input: { ...(first ? running.input : {}), ...replicas.input },
    limits: limits.input,
    there: (state && there.declared?.services[state.id]) ?? {},
    before,
    after,
  }
}

/** A service's settings and its limits, each as a step of its own. */
function settingSteps(environment: string) {
  return ({ name: service, changes, input, limits }: PlannedService): Step[] => {
    const ofLimits = changes.filter(({ name }) => name === 'processors' || name === 'memory')
    const others = changes.filter((each) => !ofLimits.includes(each))
    return [
      ...(others.length > 0 ? [{ environment, do: 'set service' as const, service, changes: others, input }] : []),
      ...(ofLimits.length > 0 ? [{ environment, do: 'set limits' as const, service, changes: ofLimits, limits }] : []),
    ]
  }
}

/** All that differs from the declaration, as one step. */
function declarationSteps(
  { environment, declaration }: WantedPlace,
  there: ObservedPlace,
  planned: readonly PlannedService[],
  { notes }: Planning,
  changesBefore: boolean,
): Step[] {
  if (declaration === undefined) return []
  const byName = new Map(there.services.map(({ id, name }) => [name, there.declared?.services[id] ?? {}]))
  const { changeSet, changes, left } = declaredChanges(declaration, planned, byName)
  if (left.length > 0) notes.push(`${environment}  ${left.join(', ')}: left to "railway config apply".`)
  if (changeSet.changes.length === 0) return []
  const etag = changesBefore ? undefined : there.declared?.etag
  return [{ environment, do: 'apply declaration', changes, changeSet, ...(etag !== undefined && { etag }) }]
}

function tokenSteps(
  { environment }: WantedPlace,
  { token, tokens }: ObservedPlace,
  { choices: { newTokens }, problems, notes }: Planning,
): Step[] {
  if (token.is === 'good' || token.is === 'not wanted') return []
  if (token.is === 'wrong') {
    problems.push({ path: `${environment}.token`, sentence: token.sentence })
    return []
  }
  const lost = tokens.filter(({ name }) => token.pending.includes(name))
  const removals = lost.map(({ id, name }): Step => ({ environment, do: 'remove lost token', id, name }))
  const before = tokens.find((each) => madeBefore(each.name) && !token.pending.includes(each.name))
  if (before !== undefined && !newTokens) {
    notes.push(
      `${environment}  a token was made before (${before.name}), and its value is not here: set ${token.reference}, or make another with --new-tokens.`,
    )
    return removals
  }
  return [...removals, { environment, do: 'make token', keptIn: token.keptIn }]
}
