import type { ServiceState } from '@kickai/railway'
import { kindOf } from '@kickai/release'
import { CommandError, type Problem } from '../error/command-error.ts'
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

/**
 * What has to be done so that everything wanted is there. Pure. `cannot-provision` names everything that only a human
 * can settle.
 */
export function planProvision(
  wanted: readonly WantedPlace[],
  observed: readonly ObservedPlace[],
  choices: PlanChoices,
): ProvisionPlan {
  const problems: Problem[] = []
  const plans = wanted.map((place, index) => {
    const there = observed[index]
    if (there === undefined) throw new RangeError(place.environment)
    problems.push(...there.problems)
    return planPlace(place, there, choices, problems)
  })
  if (problems.length > 0) throw cannotProvision(problems)
  return {
    steps: plans.flatMap(({ steps }) => steps),
    held: plans.flatMap(({ held }) => held),
    notes: plans.flatMap(({ notes }) => notes),
  }
}

function cannotProvision(problems: readonly Problem[]): CommandError {
  const things = problems.length === 1 ? '1 thing keeps' : `${problems.length} things keep`
  return new CommandError('cannot-provision', `${things} this from being provisioned; nothing was changed.`, {
    problems,
  })
}

function planPlace(
  wanted: WantedPlace,
  there: ObservedPlace,
  choices: PlanChoices,
  problems: Problem[],
): ProvisionPlan {
  const { environment } = wanted
  const steps: Step[] = []
  const notes: string[] = []
  if (there.project === undefined)
    steps.push({ environment, do: 'make project', name: wanted.project.name, first: wanted.railwayEnvironment.name })
  else if (there.environment === undefined)
    steps.push({ environment, do: 'make environment', name: wanted.railwayEnvironment.name })
  for (const service of wanted.services) steps.push(...serviceSteps(wanted, service, there, problems, notes))
  steps.push(...tokenSteps(wanted, there, choices, problems, notes))
  const drops = wanted.dropped
    .filter(({ id }) => there.services.some((service) => service.id === id))
    .map(({ id, name }): Step => ({ environment, do: 'remove service', service: name, id }))
  return choices.destructive ? { steps: [...steps, ...drops], held: [], notes } : { steps, held: drops, notes }
}

function serviceSteps(
  { environment }: WantedPlace,
  wanted: WantedService,
  there: ObservedPlace,
  problems: Problem[],
  notes: string[],
): Step[] {
  const path = `${environment}.services.${wanted.name}`
  const service = wanted.name
  const state: ServiceState | undefined = foundOf(there.services, wanted)
  const steps: Step[] = []
  if (state === undefined) {
    // A new environment of a project has none of the services that are in its others.
    if (foundOf(there.inProject, wanted) !== undefined)
      problems.push({
        path,
        sentence:
          'the project has it, but not in this environment: add it there on the dashboard, or take another project',
      })
    steps.push({ environment, do: 'make service', service })
  }
  const problem = replicaProblem(wanted.scaling, state)
  if (problem !== undefined) problems.push({ path, sentence: problem })
  const running = runningChanges(wanted.configuration, state)
  const replicas = replicaChanges(wanted.scaling, state)
  const first = state?.deployed !== true
  if (!first && running.changes.length > 0)
    notes.push(
      `${environment}  ${service}: the next release sets ${running.changes.map(({ name }) => name).join(', ')}.`,
    )
  const changes = [...(first ? running.changes : []), ...replicas.changes]
  const input = { ...(first ? running.input : {}), ...replicas.input }
  if (changes.length > 0) steps.push({ environment, do: 'set service', service, changes, input })
  const limits = limitChanges(wanted.scaling, state)
  if (limits.changes.length > 0)
    steps.push({ environment, do: 'set limits', service, changes: limits.changes, limits: limits.input })
  if (kindOf(wanted.configuration) === 'web' && (state?.domains.length ?? 0) === 0)
    steps.push({ environment, do: 'make address', service })
  if (state !== undefined && there.autoDeploying.includes(state.id))
    steps.push({ environment, do: 'switch automatic deploys off', service })
  if (state?.configurationFile !== undefined)
    notes.push(`${environment}  ${service}: Railway reads ${state.configurationFile} for it, until 2026-12-01.`)
  return steps
}

function tokenSteps(
  { environment }: WantedPlace,
  { token, tokens }: ObservedPlace,
  { newTokens }: PlanChoices,
  problems: Problem[],
  notes: string[],
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
