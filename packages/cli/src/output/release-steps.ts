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
  let last: { state: ReleaseState['state']; at: number } | undefined
  return (state) => {
    const { environment } = state.plan
    if (last !== undefined && last.state !== state.state) {
      const label = done[last.state]
      if (label !== undefined) progress.line(`${environment}  ${label}  ${duration(state.enteredAt - last.at)}`)
      if (state.state === 'rolling back') progress.line(`${environment}  going back: ${state.reason?.sentence ?? ''}`)
    }
    if (last?.state !== state.state) last = { state: state.state, at: state.enteredAt }
    const label = doing[state.state]
    if (label === undefined) progress.rest()
    else progress.now(`${environment}  ${label}`)
  }
}
