import type { Event, ReleaseState } from '@kickai/release'
import { duration } from './format.ts'
import type { Progress } from './progress.ts'

const doing: { readonly [state in ReleaseState['state']]?: string } = {
  leased: 'taking the lease',
  preflight: 'checking before anything changes',
  configuring: 'applying settings',
  deploying: 'deploying',
  verifying: 'verifying who answers',
  baking: 'watching',
  'rolling back': 'going back',
}

const done: { readonly [state in ReleaseState['state']]?: string } = {
  preflight: 'checked',
  configuring: 'configured',
  deploying: 'deployed',
  verifying: 'verified',
  baking: 'watched',
  'rolling back': 'gone back',
}

/** Shows the states of a release as it goes through them: a line for each that is over, and the one that goes on. */
export function releaseSteps(progress: Progress): (state: ReleaseState, event: Event) => void {
  let last: { state: ReleaseState['state']; at: number; service: string } | undefined
  return (state) => {
    const { environment } = state.plan
    if (last !== undefined && last.state !== state.state) {
      const label = done[last.state]
      const took = duration(state.enteredAt - last.at)
      if (label !== undefined) progress.line(`${environment}  ${last.service}${label}  ${took}`)
      if (state.state === 'rolling back') progress.line(`${environment}  going back: ${state.reason?.sentence ?? ''}`)
    }
    const service = serviceIn(state)
    if (last?.state !== state.state) last = { state: state.state, at: state.enteredAt, service }
    const label = doing[state.state]
    if (label === undefined) progress.rest()
    else progress.now(`${environment}  ${service}${label}`)
  }
}

const ofOnePart: ReadonlySet<ReleaseState['state']> = new Set(['configuring', 'deploying', 'verifying'])

/** Which of several services a step is about, where it is about one. */
function serviceIn({ state, plan, part }: ReleaseState): string {
  const service = plan.parts[part]?.service
  return plan.parts.length > 1 && service !== undefined && ofOnePart.has(state) ? `${service} ` : ''
}
