import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { GithubDouble } from '../../testing/github.ts'
import { readWorkflow } from './read.ts'
import { type Repository, selection } from './repository.ts'
import type { Stage } from './run-job.ts'
import { type RunEnd, runWorkflow } from './run-workflow.ts'

/** GitHub's own token, as each job of a run gets it. */
export const token = 'planted-github-token'

/** What one run has besides its event, its branch and its commit. */
export interface More extends Partial<Pick<Stage, 'onStep' | 'secrets'>> {
  readonly inputs?: { readonly [name: string]: string }
  /** Jobs that are taken as having ended well, with these outputs. */
  readonly taken?: { readonly [job: string]: { readonly [output: string]: string } }
}

/** Runs the release workflow of a repository, each time for an event on a branch. */
export type Run = (event: string, branch: string, sha: string, more?: More) => Promise<RunEnd>

/** Installs the packages once; every job of every run then has them. `variables` are those of the machine. */
export function startRuns(
  repository: Repository,
  places: { readonly folder: string; readonly github: GithubDouble; readonly variables: NodeJS.ProcessEnv },
): Run {
  const { folder, github, variables } = places
  const workflow = readWorkflow(repository.read('.github/workflows/deploy.yml'))
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: repository.folder, env: variables })
  const packages = join(repository.folder, 'node_modules')
  return async (event, branch, sha, { inputs = {}, taken = {}, secrets = {}, onStep } = {}) => {
    const context = {
      ...{ event_name: event, ref: `refs/heads/${branch}`, ref_name: branch, sha, repository: 'team/shop', token },
      ...{ api_url: github.url, server_url: 'https://github.test', run_id: String(Date.now()), actor: 'ada' },
    }
    const place = mkdtempSync(join(folder, 'run-'))
    const stage = { folder: place, origin: repository.folder, packages, secrets, variables }
    const contexts = { github: context, inputs }
    const ends = await runWorkflow(workflow, { ...stage, contexts, ...(onStep && { onStep }) }, taken)
    // It holds a clone for each job; what is to be known of them is in what the jobs gave.
    rmSync(place, { recursive: true, force: true, maxRetries: 5 })
    return ends
  }
}

/** Commits that the tests of a job are kept to few files; gives the commit. */
export function proposeFewerTests(repository: Repository): string {
  const narrowed = repository.read('package.json').replace('scripts/test.ts', `scripts/test.ts ${selection.join(' ')}`)
  return repository.commit('proposal', 'Fewer tests', { 'package.json': narrowed })
}
