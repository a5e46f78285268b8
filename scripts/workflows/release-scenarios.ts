import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RunningPlatform } from '@kickai/railway-local'
import { z } from 'zod'
import type { GithubDouble } from '../testing/github.ts'
import type { Journals } from './run/journals.ts'
import type { Report } from './run/report.ts'
import { configuration, type Repository, service } from './run/repository.ts'
import type { JobEnd, Mishaps } from './run/run-job.ts'
import type { More, Run } from './run/start-runs.ts'

interface Scene {
  readonly say: (line: string) => void
  readonly report: Report
  readonly repository: Repository
  readonly github: GithubDouble
  readonly run: Run
  readonly platform: RunningPlatform
  readonly journals: Journals
  /** Of the machine. */
  readonly variables: NodeJS.ProcessEnv
}

/** What the scenario of the pull request has shown to end well; said, and not run again for each push. */
const shown = { check: {}, test: {}, coverage: {} }
const tested = { check: 'success', test: 'success', coverage: 'success', build: 'success' }

/** What is released where, what is blocked, and what brings it back. */
export async function releaseScenarios(scene: Scene): Promise<void> {
  const { say, report, repository, github, run, platform, journals } = scene
  say('From here on a small service is released in place of the club; check, test and coverage are taken as shown.')
  const secrets = provision(scene)
  const values = Object.values(secrets).flatMap((each) => Object.values(each))
  // Of a key file also a line of the key: nobody prints it as a whole.
  const lines = values.flatMap((value) => (value.includes('PRIVATE KEY') ? [value.split('\\n')[1] ?? value] : []))
  report.hidden.push(...values, ...lines)
  const push = (branch: string, sha: string, more: More = {}) =>
    run('push', branch, sha, { taken: shown, secrets, ...more })
  const byHand = (operation: string) =>
    run('workflow_dispatch', 'testing', repository.commit('testing', 'By hand'), {
      inputs: { operation, environment: 'testing', release: '' },
      secrets,
    })
  const status = () => github.commitStatuses.at(-1)
  const recorded = () => github.deploymentStatuses.at(-1)

  const saysWhy = (end: JobEnd | undefined, why: string) =>
    status()?.state === 'failure' &&
    [end?.log, end?.summary, status()?.description].every((text) => text?.includes(why))

  const first = repository.commit('testing', 'Places')
  report.scenario(
    'a missing secret',
    await push('testing', first, { secrets: { testing: journals.of('testing') } }),
    { ...tested, testing: 'failure' },
    ['nothing was deployed', github.deployments.length === 0],
    ['the commit says why', status()?.state === 'failure' && /secret/.test(status()?.description ?? '')],
  )

  const one = await push('testing', first)
  const url = one.testing?.url ?? ''
  const [record] = github.deployments
  report.scenario(
    'a push to testing',
    one,
    { ...tested, testing: 'success' },
    ['it serves under the address that the job tells', (await versionAt(url)) === 'one'],
    ['the built artifact was released', record?.payload.digest === one.build?.outputs.digest],
    ['its deployment record says success', github.deployments.length === 1 && recorded()?.state === 'success'],
    ['so does the commit', status()?.commit === first && status()?.state === 'success'],
    ['the summary has its row', /testing.*\| live \|/.test(one.testing?.summary ?? '')],
  )

  const early = await push('main', first)
  report.scenario('a main that is not in staging yet', early, { ...tested, production: 'failure' }, [
    'it is blocked, and the log, the summary and the commit say why',
    saysWhy(early.production, 'Nothing is live in staging'),
  ])

  report.scenario('the same, pushed to staging', await push('staging', first), { ...tested, staging: 'success' }, [
    'it is the same artifact',
    github.deployments.at(-1)?.payload.digest === record?.payload.digest,
  ])

  const merged = repository.commit('main', 'Merge')
  const promoted = await push('main', merged)
  report.scenario(
    'a merge to main is promoted',
    promoted,
    { ...tested, production: 'success' },
    ['it serves in production', (await versionAt(promoted.production?.url ?? '')) === 'one'],
    [
      'what is live in staging was promoted, though the merge is another commit',
      merged !== first && github.deployments.at(-1)?.payload.digest === record?.payload.digest,
    ],
  )

  const past = repository.commit('main', 'Past staging', { 'service/server.mjs': service('past') })
  const blocked = await push('main', past)
  report.scenario(
    'main is past staging',
    blocked,
    { ...tested, production: 'failure' },
    [
      'it is blocked, and the log, the summary and the commit say why',
      saysWhy(blocked.production, 'holds other files'),
    ],
    ['production serves what it served', (await versionAt(promoted.production?.url ?? '')) === 'one'],
  )

  const unwell = repository.commit('testing', 'Unwell', {
    'kickai.config.ts': configuration(platform.url, { healthTimeoutSeconds: 4 }),
    'service/server.mjs': service('unwell', 500),
  })
  report.scenario(
    'a failing health check',
    await push('testing', unwell),
    { ...tested, testing: 'failure' },
    ['the record and the commit say failure', recorded()?.state === 'failure' && status()?.state === 'failure'],
    ['testing serves what it served', (await versionAt(url)) === 'one'],
  )

  /** Pushes a version that takes its time to start, and lets this happen to the job as soon as it does; how its record stood after. */
  const brokenOff = async (version: string, startMs: number, happens: (mishaps: Mishaps) => void) => {
    const startedFile = join(dirname(repository.folder), `started-${version}`)
    const commit = repository.commit('testing', version, {
      'kickai.config.ts': configuration(platform.url, { startMs, startedFile, healthTimeoutSeconds: 30 }),
      'service/server.mjs': service(version),
    })
    const states: (string | undefined)[] = []
    const ends = await push('testing', commit, {
      onStep(name, mishaps) {
        states.push(recorded()?.state)
        if (name === 'release') whenThere(startedFile, () => happens(mishaps))
      },
    })
    rmSync(startedFile, { force: true })
    return { ends, left: states.at(-1) }
  }

  const lost = await brokenOff('lost', 1_000, ({ lose }) => lose())
  const lostRecord = github.deployments.at(-1)?.id
  report.scenario('the machine of a job is lost', lost.ends, { ...tested, testing: 'cancelled' }, [
    'the record is left in progress',
    recorded()?.deployment === lostRecord && recorded()?.state === 'in_progress',
  ])
  report.scenario(
    'a resume by hand',
    await byHand('resume'),
    { operate: 'success' },
    ['the same record says success', recorded()?.deployment === lostRecord && recorded()?.state === 'success'],
    ['what was begun serves', (await versionAt(url)) === 'lost'],
  )

  // GitHub gives a command 10 s to end; it is not ready by then.
  const cancelled = await brokenOff('slow', 13_000, ({ cancel }) => cancel())
  report.scenario(
    'a cancelled job',
    cancelled.ends,
    { ...tested, testing: 'cancelled' },
    ['the release was broken off', cancelled.left === 'in_progress'],
    ['the step after it ended it well', recorded()?.state === 'success' && (await versionAt(url)) === 'slow'],
    ['in the same record', recorded()?.deployment === (lostRecord ?? 0) + 1],
  )

  report.scenario('a rollback by hand', await byHand('rollback'), { operate: 'success' }, [
    'the release before the live one serves',
    (await versionAt(url)) === 'lost',
  ])
}

/** Puts the small service into the repository and makes its places on the platform; gives each environment's secrets. */
function provision({ repository, platform, journals, variables }: Scene) {
  repository.git('checkout', '--quiet', 'proposal')
  repository.commit('shop', 'A shop', {
    'kickai.config.ts': configuration(platform.url),
    'service/server.mjs': service('one'),
  })
  const env = { ...variables, RAILWAY_API_TOKEN: platform.accountToken, ...journals.of('testing') }
  const words = ['-s', 'run', 'kickai', '--', 'provision', '--json']
  execFileSync('npm', words, { cwd: repository.folder, env, stdio: 'pipe' })
  return Object.fromEntries(
    ['testing', 'staging', 'production'].map((environment) => {
      const name = `RAILWAY_TOKEN_${environment.toUpperCase()}`
      const token = repository.read(`.kickai/tokens/${name}`).trim()
      return [environment, { [name]: token, ...journals.of(environment) }]
    }),
  )
}

/** Which version answers; nothing where none does. */
async function versionAt(url: string): Promise<string | undefined> {
  const answer = await fetch(new URL('/health', url))
  return answer.ok ? z.object({ version: z.string() }).parse(await answer.json()).version : undefined
}

function whenThere(file: string, then: () => void): void {
  const timer = setInterval(() => {
    if (!existsSync(file)) return
    clearInterval(timer)
    then()
  }, 50)
}
