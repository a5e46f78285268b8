import type { Plan } from '@kickai/release'
import { z } from 'zod'
import type { Progress } from '../output/progress.ts'
import type { ReleaseResult } from '../release/result.ts'
import { askGithub, shortened } from './api.ts'
import { type GithubRun, githubRun } from './run.ts'

/** What our records are known by among those that GitHub keeps itself for a job with `environment:`. */
const task = 'kickai'

const created = z.object({ id: z.number() })
const listed = z.array(z.object({ id: z.number(), payload: z.unknown() }))
const payloadSchema = z.object({ release: z.string() })

type State = 'in_progress' | 'queued' | 'success' | 'failure' | 'error'

/**
 * Carries a release out with a deployment record at GitHub: made before, ended after. One that was begun by another run
 * (`resume`) is found by the release in its payload and ended. A release that is left before its end leaves its record
 * in progress. That GitHub cannot be told changes nothing of the release; it is said.
 */
export async function recorded(
  variables: NodeJS.ProcessEnv,
  plan: Plan,
  { progress }: { readonly progress: Progress },
  work: () => Promise<ReleaseResult>,
): Promise<ReleaseResult> {
  const run = githubRun(variables)
  if (run?.api === undefined) return await work()
  const { api } = run
  let id: number | undefined
  const tell = async (state: State, description: string, url?: string) => {
    try {
      id ??= (await knownRecord(api, plan)) ?? (await newRecord(run, api, plan))
      await askGithub(api, 'POST', `/deployments/${id}/statuses`, {
        state,
        description: shortened(description),
        ...(run.page !== undefined && { log_url: run.page }),
        ...(url !== undefined && { environment_url: url }),
      })
    } catch (error) {
      progress.line(
        `${plan.environment}  GitHub has no record of it: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
  await tell('in_progress', `${plan.release} is under way`)
  const result = await work()
  await tell(stateOf(result), sentenceOf(result), result.verdict === 'live' ? result.url : undefined)
  return result
}

async function newRecord(run: GithubRun, api: NonNullable<GithubRun['api']>, plan: Plan): Promise<number> {
  const { environment, artifact, release, kind } = plan
  const record = await askGithub(api, 'POST', '/deployments', {
    ref: artifact.commit ?? run.commit,
    task,
    environment,
    description: shortened(`${kind} of ${artifact.digest}`),
    payload: { release, digest: artifact.digest },
    // What has to be good before is for the workflow to say, and nothing is to be merged by this.
    auto_merge: false,
    required_contexts: [],
    production_environment: environment === 'production',
  })
  return created.parse(record).id
}

async function knownRecord(api: NonNullable<GithubRun['api']>, plan: Plan): Promise<number | undefined> {
  const query = new URLSearchParams({ environment: plan.environment, task, per_page: '30' })
  const records = listed.parse(await askGithub(api, 'GET', `/deployments?${query}`))
  return records.find(({ payload }) => payloadSchema.safeParse(payload).data?.release === plan.release)?.id
}

function stateOf({ verdict }: ReleaseResult): State {
  switch (verdict) {
    case 'live':
      return 'success'
    case undefined:
      return 'queued'
    case 'unknown':
    case 'rollback failed':
      return 'error'
    default:
      return 'failure'
  }
}

/** How a release ended, in a sentence. */
export function sentenceOf({ verdict, unchanged, release, reason }: ReleaseResult): string {
  if (verdict === 'live') return unchanged ? `${release} is live already` : `${release} is live`
  if (verdict === undefined) return `${release} waits for a person`
  return `${verdict}: ${reason?.sentence ?? release}`
}
