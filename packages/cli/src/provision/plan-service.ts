import type { ServiceState } from '@kickai/railway'
import { kindOf } from '@kickai/release'
import type { ServiceChanges } from './declared/changes.ts'
import { foundOf, type ObservedPlace } from './observed.ts'
import type { Planning } from './planning.ts'
import { limitChanges, replicaChanges, replicaProblem, runningChanges } from './settings-changes.ts'
import type { Step } from './step.ts'
import type { WantedPlace, WantedService } from './wanted.ts'

/** What is to be done about a service: before its settings are set, those settings, and after. */
export interface PlannedService extends ServiceChanges {
  /** Something was deployed there, so that a change set deploys it again. */
  readonly runs: boolean
  readonly before: readonly Step[]
  readonly after: readonly Step[]
}

/** Compares a service with what is there of it. Pure but for what it adds to the planning. */
export function planService(
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
    runs: state?.deployed === true,
    there: (state && there.declared?.services[state.id]) ?? {},
    before,
    after,
  }
}

/** A service's settings and its limits, each as a step of its own. */
export function settingSteps(environment: string) {
  return ({ name: service, changes, input, limits }: PlannedService): Step[] => {
    const ofLimits = changes.filter(({ name }) => name === 'processors' || name === 'memory')
    const others = changes.filter((each) => !ofLimits.includes(each))
    return [
      ...(others.length > 0 ? [{ environment, do: 'set service' as const, service, changes: others, input }] : []),
      ...(ofLimits.length > 0 ? [{ environment, do: 'set limits' as const, service, changes: ofLimits, limits }] : []),
    ]
  }
}
