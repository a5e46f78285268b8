import { approvalUntil, next, type ReleaseState } from '@kickai/release'
import { moment } from '../output/format.ts'
import { type Aftermath, aftermathOf } from './aftermath.ts'

/** A release that waits for a person, as `--json` shows it. */
export interface Waiting extends Pick<Aftermath, 'until' | 'wayOut'> {
  readonly release: string
  readonly environment: string
  readonly state: string
}

/** Whether there is still time for somebody to approve it. */
export function waitsStill(state: ReleaseState): boolean {
  return next(state) === undefined && (approvalUntil(state) ?? 0) > Date.now()
}

export function waitingOf(state: ReleaseState): Waiting {
  const { release, environment } = state.plan
  const { until, wayOut } = aftermathOf(state)
  return {
    release,
    environment,
    state: state.state,
    ...(until !== undefined && { until }),
    ...(wayOut !== undefined && { wayOut }),
  }
}

export function waitingLine({ environment, release, until = 0, wayOut }: Waiting): string {
  const over = until <= Date.now()
  const rest = over ? `its time was over at ${moment(until)}` : `until ${moment(until)}: ${wayOut}`
  return `${environment}  ${release} waits for a person, ${rest}`
}
