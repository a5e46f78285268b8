import { userInfo } from 'node:os'

/** Who a decision is recorded for: on GitHub Actions whoever started the run, elsewhere the user of this machine. */
export function whoDecides(variables: NodeJS.ProcessEnv): string {
  return (variables.GITHUB_ACTIONS === 'true' && variables.GITHUB_ACTOR) || userInfo().username
}
