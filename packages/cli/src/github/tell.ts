import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import type { CommandContext, Outcome } from '../command/command.ts'
import { type DescribedError, describeError } from '../error/described.ts'
import type { Progress } from '../output/progress.ts'
import type { ReleaseResult } from '../release/result.ts'
import { askGithub, shortened } from './api.ts'
import { sentenceOf } from './deployments.ts'
import { type GithubRun, githubRun } from './run.ts'
import { summaryOfError, summaryOfReleases } from './summary.ts'

type Surroundings = Pick<CommandContext, 'variables' | 'progress' | 'secrecy'>

/**
 * Runs a command; where it is called on GitHub Actions, the run's page, the step's outputs and the commit's statuses then
 * tell what became of it. `environment` is that of a command that releases into one, for a status where it fails before
 * it has a result. Nothing of this changes how the command ends.
 */
export async function told(
  { variables, progress, secrecy }: Surroundings,
  environment: string | undefined,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const run = githubRun(variables)
  if (run === undefined) return await work()
  if (run.api) secrecy.keep([run.api.token])
  try {
    const outcome = await work()
    const { releases = [] } = outcome
    const last = releases.at(-1)
    if (releases.length > 0) append(run.summaryFile, secrecy.scrub(summaryOfReleases(releases)), progress)
    append(run.outputFile, outputs({ ...outcome.outputs, ...(last && outputsOf(last)) }), progress)
    for (const result of releases) await setStatus(run, progress, statusOf(result))
    return outcome
  } catch (error) {
    const described = describeError(error)
    append(run.summaryFile, secrecy.scrub(summaryOfError(described)), progress)
    append(run.outputFile, outputs({ error: described.code }), progress)
    if (environment !== undefined) await setStatus(run, progress, statusOfError(environment, described, secrecy.scrub))
    throw error
  }
}

interface Status {
  readonly context: string
  readonly state: 'success' | 'pending' | 'failure' | 'error'
  readonly description: string
}

function statusOf(result: ReleaseResult): Status {
  const { environment, verdict } = result
  const doubtful = verdict === 'unknown' || verdict === 'rollback failed'
  const state = verdict === 'live' ? 'success' : verdict === undefined ? 'pending' : doubtful ? 'error' : 'failure'
  return { context: `kickai/${environment}`, state, description: sentenceOf(result) }
}

/** What was left before its end goes on with `resume`; nobody knows yet how it ends. */
function statusOfError(
  environment: string,
  { code, message }: DescribedError,
  scrub: (text: string) => string,
): Status {
  const state = code === 'interrupted' ? 'pending' : code === 'fault' ? 'error' : 'failure'
  return { context: `kickai/${environment}`, state, description: scrub(message) }
}

async function setStatus(run: GithubRun, progress: Progress, status: Status): Promise<void> {
  if (run.api === undefined) return
  const { context, state, description } = status
  const page = run.page === undefined ? {} : { target_url: run.page }
  try {
    const body = { context, state, description: shortened(description), ...page }
    await askGithub(run.api, 'POST', `/statuses/${run.commit}`, body)
  } catch (error) {
    progress.line(`The commit has no status ${context}: ${error instanceof Error ? error.message : error}`)
  }
}

function outputsOf({ verdict, release, digest, commit = '', url = '' }: ReleaseResult) {
  return { verdict: verdict ?? 'awaiting approval', release, digest, commit, url }
}

/** In the form that GitHub reads, with a mark that no value can hold by chance. */
function outputs(values: { readonly [name: string]: string }): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const mark = `end-${randomUUID()}`
      return `${name}<<${mark}\n${value}\n${mark}\n`
    })
    .join('')
}

function append(file: string | undefined, text: string, progress: Progress): void {
  if (file === undefined || text === '') return
  try {
    appendFileSync(file, text)
  } catch (error) {
    progress.line(`${file} cannot be written: ${error instanceof Error ? error.message : error}`)
  }
}
