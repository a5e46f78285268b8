import { isLoopback } from '@kickai/release'

/** The run of a workflow on GitHub Actions that the command was called by. */
export interface GithubRun {
  /** Where GitHub's API is, and `owner/name`; absent where nobody may be told there: no token was handed over. */
  readonly api?: { readonly url: string; readonly repository: string; readonly token: string }
  /** The commit that the run is about. */
  readonly commit: string
  /** The page of the run. */
  readonly page?: string
  /** Files that GitHub reads when the step has ended. */
  readonly summaryFile?: string
  readonly outputFile?: string
}

/**
 * The run as GitHub's variables describe it; undefined elsewhere. The token is that in `GITHUB_TOKEN`, and goes only to
 * `GITHUB_API_URL`, by TLS or on this machine.
 */
export function githubRun(variables: NodeJS.ProcessEnv): GithubRun | undefined {
  if (variables.GITHUB_ACTIONS !== 'true') return undefined
  const { GITHUB_REPOSITORY: repository = '', GITHUB_SHA: commit = '', GITHUB_TOKEN: token = '' } = variables
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: id } = variables
  const { GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile } = variables
  const url = (variables.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '')
  const mayTell =
    token !== '' && /^\w[\w.-]*\/\w[\w.-]*$/.test(repository) && /^[0-9a-f]{40,64}$/.test(commit) && isSafe(url)
  return {
    commit,
    ...(mayTell && { api: { url, repository, token } }),
    ...(server && id && { page: `${server}/${repository}/actions/runs/${id}` }),
    ...(summaryFile && { summaryFile }),
    ...(outputFile && { outputFile }),
  }
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
