import { setTimeout as delay } from 'node:timers/promises'
import type { RailwayError } from '@kickai/railway'
import { CommandError } from '../error/command-error.ts'
import { applySteps, demandGoingOn, idsOf, type Making } from './apply.ts'
import { settleDeclarations } from './declared/settle.ts'
import { foundOf, type ObservedPlace, observe } from './observed.ts'
import { planProvision } from './plan.ts'
import type { PlanChoices } from './planning.ts'
import type { ProvisionPlan, Step } from './step.ts'
import type { WantedPlace } from './wanted.ts'

/** An environment's place, once everything is there. */
export interface ProvisionedPlace {
  readonly environment: string
  readonly projectId: string
  readonly projectName: string
  readonly environmentId: string
  readonly environmentName: string
  /** Ids by service. */
  readonly services: { readonly [service: string]: string }
}

/** How often is looked again where something was not done or not seen yet. */
const mostPasses = 4
const betweenPassesMs = 1000
/** However long Railway asks to be left alone. */
const longestWaitMs = 60_000

/** Looks and plans; changes nothing. */
export async function lookAndPlan(
  { workspace, tokens }: Pick<Making, 'workspace' | 'tokens'>,
  wanted: readonly WantedPlace[],
  choices: PlanChoices,
): Promise<{ readonly observed: readonly ObservedPlace[]; readonly plan: ProvisionPlan }> {
  const observed = await observe(workspace, wanted, tokens)
  return {
    observed,
    plan: await settleDeclarations(workspace, wanted, observed, planProvision(wanted, observed, choices)),
  }
}

/**
 * Makes a plan's steps, looks again and makes what is still open, until nothing is: what is there is what Railway says
 * then, not what was sent. Gives the places. `provision-incomplete` where that does not come about.
 */
export async function carryOutPlan(
  making: Making,
  wanted: readonly WantedPlace[],
  choices: PlanChoices,
  first: { readonly observed: readonly ObservedPlace[]; readonly plan: ProvisionPlan },
): Promise<{ readonly places: readonly ProvisionedPlace[]; readonly plan: ProvisionPlan }> {
  let seen = first
  let last: RailwayError | undefined
  for (let pass = 1; seen.plan.steps.length > 0; pass += 1) {
    const { observed, plan } = seen
    if (pass > mostPasses) throw incomplete(plan, last)
    const lost = await applyPlan(making, wanted, observed, plan)
    making.progress.now('looking whether all is there')
    last = lost ?? last
    demandGoingOn(making.signal)
    if (lost !== undefined || pass > 1) await delay(Math.min(lost?.retryAfterMs ?? betweenPassesMs, longestWaitMs))
    seen = await lookAndPlan(making, wanted, choices)
  }
  return { places: wanted.map((place, index) => placeOf(place, seen.observed[index])), plan: seen.plan }
}

/** Makes the steps in the plan's order; what comes after one that was left open at a place, or in its project, is left too. */
async function applyPlan(
  making: Making,
  wanted: readonly WantedPlace[],
  observed: readonly ObservedPlace[],
  { steps }: ProvisionPlan,
): Promise<RailwayError | undefined> {
  const ids = idsOf(wanted, observed)
  const left = new Map<object, RailwayError>()
  for (const part of inParts(steps)) {
    const place = ids[wanted.findIndex(({ environment }) => environment === part[0]?.environment)]
    if (place === undefined || left.has(place.project)) continue
    const { lost } = await applySteps(making, place, part)
    if (lost !== undefined) left.set(place.project, lost)
  }
  return [...left.values()].at(-1)
}

/** Steps that follow each other at one place. */
function inParts(steps: readonly Step[]): Step[][] {
  const parts: Step[][] = []
  for (const step of steps) {
    const part = parts.at(-1)
    if (part?.[0]?.environment === step.environment) part.push(step)
    else parts.push([step])
  }
  return parts
}

/** The ids of a place at which nothing is missing. */
function placeOf(wanted: WantedPlace, there: ObservedPlace | undefined): ProvisionedPlace {
  const { project, environment, services = [] } = there ?? {}
  if (project === undefined || environment === undefined) throw new RangeError(`${wanted.environment} is not there.`)
  return {
    environment: wanted.environment,
    projectId: project.id,
    projectName: project.name,
    environmentId: environment.id,
    environmentName: environment.name,
    services: Object.fromEntries(
      wanted.services.flatMap((service) => {
        const found = foundOf(services, service)
        return found === undefined ? [] : [[service.name, found.id]]
      }),
    ),
  }
}

function incomplete({ steps }: ProvisionPlan, cause: RailwayError | undefined): CommandError {
  const problems = steps.map((step) => ({
    path: `${step.environment}${'service' in step ? `.${step.service}` : ''}`,
    sentence: `still to do: ${step.do}`,
  }))
  return new CommandError('provision-incomplete', 'Railway does not hold all that was made and set.', {
    problems,
    cause,
  })
}
