import { type Promotion, type Reason, type ReleaseState, stateNames } from '@kickai/release'
import { inSeconds } from '../output/format.ts'

/** A release in a list, as `--json` shows it. Times in milliseconds since 1970. */
export interface ReleaseSummary {
  readonly release: string
  readonly environment: string
  readonly kind: string
  /** In the order in which they are released. */
  readonly services: readonly string[]
  readonly state: string
  readonly verdict?: string
  readonly digest: string
  readonly commit?: string
  readonly from?: string
  readonly plannedAt: number
  readonly seconds: number
  readonly reason?: Reason
  /** Who let it go on, and who overrode which rules of promotion. */
  readonly approval?: ReleaseState['approval']
  readonly override?: NonNullable<Promotion['override']>
}

export function summaryOf({ plan, state, verdict, enteredAt, reason, approval }: ReleaseState): ReleaseSummary {
  const { release, environment, kind, artifact, from, plannedAt, promotion } = plan
  return {
    release,
    environment,
    kind,
    services: plan.parts.map(({ service }) => service),
    state,
    ...(verdict !== undefined && { verdict }),
    digest: artifact.digest,
    ...(artifact.commit !== undefined && { commit: artifact.commit }),
    ...(from !== undefined && { from }),
    plannedAt,
    seconds: inSeconds(enteredAt - plannedAt),
    ...(reason && { reason }),
    ...(approval && { approval }),
    ...(promotion?.override && { override: promotion.override }),
  }
}

/** A state that a release went through. */
export interface Step {
  readonly state: string
  readonly at: number
  /** How long it stayed there; absent for the state that it is in. */
  readonly seconds?: number
}

/** The states that a release went through, in the order in which it entered them. */
export function stepsOf({ plan, times }: ReleaseState): Step[] {
  const entered = stateNames
    .map((state) => ({ state, at: state === 'planned' ? plan.plannedAt : times[state] }))
    .filter((step): step is { state: (typeof stateNames)[number]; at: number } => step.at !== undefined)
    .sort((left, right) => left.at - right.at)
  return entered.map((step, index) => {
    const following = entered[index + 1]
    return { ...step, ...(following && { seconds: inSeconds(following.at - step.at) }) }
  })
}
