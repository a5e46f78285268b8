// npm run workflows: runs the jobs of .github/workflows/deploy.yml here, step by step in fresh clones of HEAD, against the embedded
// Railway, a PostgreSQL for the journal and a double of GitHub's API; and says what each scenario showed. A few minutes.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlatform } from '@kickai/railway-local'
import { startGithub } from '../testing/github.ts'
import { postgres } from '../testing/needs.ts'
import { startPostgres } from '../testing/postgres.ts'
import { readWorkflow } from './run/read.ts'
import { configuration, Repository, selection, service } from './run/repository.ts'
import type { Stage } from './run/run-job.ts'
import { type RunEnd, runWorkflow } from './run/run-workflow.ts'

const root = join(import.meta.dirname, '../..')
const say = (line: string) => process.stdout.write(`${line}\n`)
const found = postgres()
if (!('path' in found)) throw new Error('PostgreSQL is needed for the journal that the runs share.')
const folder = mkdtempSync(join(tmpdir(), 'kickai-workflows-'))
const database = await startPostgres(found.path)
const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0 })
const token = 'planted-github-token'
const github = await startGithub('team/shop', token)
type Taken = { readonly [job: string]: { readonly [output: string]: string } }
let failed = 0

try {
  await scenarios()
  say(failed === 0 ? 'All ended as they should.' : `${failed} did not end as they should.`)
} finally {
  github.stop()
  await platform.stop()
  await database.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exit(failed === 0 ? 0 : 1)

async function scenarios(): Promise<void> {
  const workflow = readWorkflow(readFileSync(join(root, '.github/workflows/deploy.yml'), 'utf8'))
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|GITHUB_|RAILWAY_|CI$)/i.test(name))
  const variables = { ...Object.fromEntries(own), npm_config_loglevel: 'error', npm_config_prefer_offline: 'true' }
  const repository = new Repository(root, join(folder, 'origin'))
  say(`Tests of a job are kept to ${selection.length} files, one for each part: ${selection.join(', ')}`)
  const narrowed = repository.read('package.json').replace('scripts/test.ts', `scripts/test.ts ${selection.join(' ')}`)
  const proposed = repository.commit('proposal', 'Fewer tests', { 'package.json': narrowed })
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: repository.folder, env: variables })
  const secrets: { [environment: string]: { [name: string]: string } } = {}

  const run = async (
    event: string,
    branch: string,
    sha: string,
    more: Partial<Stage> & { inputs?: object; taken?: Taken } = {},
  ) => {
    const { inputs = {}, taken = {}, ...rest } = more
    const context = {
      ...{ event_name: event, ref: `refs/heads/${branch}`, ref_name: branch, sha, repository: 'team/shop', token },
      ...{ api_url: github.url, server_url: 'https://github.test', run_id: String(Date.now()), actor: 'ada' },
    }
    const place = mkdtempSync(join(folder, 'run-'))
    const packages = join(repository.folder, 'node_modules')
    const stage = { folder: place, origin: repository.folder, packages, secrets, variables }
    const ends = await runWorkflow(workflow, { ...stage, contexts: { github: context, inputs }, ...rest }, taken)
    // Each holds clones with all their packages; what is to be known of them is in what the jobs gave.
    rmSync(place, { recursive: true, force: true, maxRetries: 5 })
    return ends
  }
  const expectEnds = (
    name: string,
    ends: RunEnd,
    wanted: { readonly [job: string]: string },
    ...proofs: [string, boolean][]
  ) => {
    const got = Object.fromEntries(Object.entries(ends).map(([job, { result }]) => [job, result]))
    const others = Object.entries(got).filter(([job]) => !Object.hasOwn(wanted, job))
    const wrong = [
      ...Object.entries(wanted).flatMap(([job, end]) =>
        got[job] === end ? [] : [`${job} is ${got[job]}, not ${end}`],
      ),
      ...others.flatMap(([job, end]) => (end === 'skipped' ? [] : [`${job} is ${end}, not skipped`])),
      ...proofs.flatMap(([what, holds]) => (holds ? [] : [`it does not hold that ${what}`])),
    ]
    const log = Object.values(ends).map((end) => end.log)
    if (log.join('').includes(token)) wrong.push('a log shows the token')
    say(
      `${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${Object.entries(wanted)
        .map((each) => each.join(' '))
        .join(', ')}`,
    )
    if (wrong.length === 0) return
    failed += 1
    say(`       ${wrong.join('; ')}\n${log.join('\n').replace(/^/gm, '       | ')}`)
  }
  /** What the pull request has shown to end well; said, and not run again for each push. */
  const shown = { check: {}, test: {}, coverage: {} }
  const lastState = () => github.sent.findLast(({ path }) => path.endsWith('/statuses'))?.body.state
  const status = () => github.sent.findLast(({ path }) => path.includes('/statuses/'))?.body

  const tested = { check: 'success', test: 'success', coverage: 'success', build: 'success' }
  expectEnds('a pull request, without secrets', await run('pull_request', 'proposal', proposed), tested, [
    'GitHub was told nothing',
    github.sent.length === 0,
  ])
  const broken = `import { expect, test } from 'vitest'\ntest('bad', () => expect(1).toBe(2))\n`
  const failing = repository.commit('failing', 'A failing test', { [selection[1] ?? '']: broken })
  expectEnds(
    'a failing test, pushed to testing',
    await run('push', 'testing', failing, { taken: { check: {} } }),
    { check: 'success', test: 'failure', build: 'success' },
    ['nothing was released', github.sent.length === 0],
  )

  say(
    'From here on a small service is released in place of the club; check, test and coverage are taken as shown above.',
  )
  repository.git('checkout', '--quiet', 'proposal')
  repository.commit('shop', 'A shop', {
    'kickai.config.ts': configuration(platform.url),
    'service/server.mjs': service('one'),
  })
  const made = {
    cwd: repository.folder,
    env: { ...variables, RAILWAY_API_TOKEN: platform.accountToken, KICKAI_JOURNAL: database.url },
  }
  execFileSync('npm', ['-s', 'run', 'kickai', '--', 'provision', '--json'], { ...made, stdio: 'pipe' })
  for (const environment of ['testing', 'staging', 'production']) {
    const name = `RAILWAY_TOKEN_${environment.toUpperCase()}`
    secrets[environment] = { [name]: repository.read(`.kickai/tokens/${name}`).trim(), KICKAI_JOURNAL: database.url }
  }
  const first = repository.commit('testing', 'Places')
  const push = (branch: string, sha: string, more: Partial<Stage> = {}) =>
    run('push', branch, sha, { taken: shown, ...more })
  const released = (job: string, end: string) => ({
    check: 'success',
    test: 'success',
    coverage: 'success',
    build: 'success',
    [job]: end,
  })

  expectEnds(
    'a missing secret',
    await push('testing', first, { secrets: { testing: { KICKAI_JOURNAL: database.url } } }),
    released('testing', 'failure'),
    ['nothing was deployed', github.deployments.length === 0],
    ['the commit says why', status()?.state === 'failure' && /secret/.test(status()?.description)],
  )
  const one = await push('testing', first)
  expectEnds(
    'a push to testing',
    one,
    released('testing', 'success'),
    ['the record says success', lastState() === 'success'],
    ['the summary has its row', /testing.*\| live \|/.test(one.testing?.summary ?? '')],
  )
  expectEnds('the same, pushed to staging', await push('staging', first), released('staging', 'success'))
  const merged = repository.commit('main', 'Merge')
  const promoted = await push('main', merged)
  expectEnds('a merge to main is promoted', promoted, released('production', 'success'))
  const past = repository.commit('main', 'Past staging', { 'service/server.mjs': service('past') })
  const blocked = await push('main', past)
  expectEnds('main is past staging', blocked, released('production', 'failure'), [
    'it is blocked, and says why',
    /promotion-tree|holds other files/.test(blocked.production?.log ?? ''),
  ])

  const unwell = repository.commit('testing', 'Unwell', { 'service/server.mjs': service('unwell', 500) })
  expectEnds('a failing health check', await push('testing', unwell), released('testing', 'failure'), [
    'the record says failure',
    lastState() === 'failure',
  ])
  const slow = repository.commit('testing', 'Slow', {
    'kickai.config.ts': configuration(platform.url, 4_000),
    'service/server.mjs': service('slow'),
  })
  const before = github.deployments.length
  const cancelled = await push('testing', slow, {
    onStep(name, cancel) {
      if (name !== 'release') return
      const timer = setInterval(() => {
        if (github.deployments.length === before) return
        clearInterval(timer)
        setTimeout(cancel, 1_500)
      }, 100)
    },
  })
  expectEnds(
    'a cancelled job',
    cancelled,
    released('testing', 'cancelled'),
    ['resume ended it well', lastState() === 'success'],
    ['its record is the same', github.deployments.length === before + 1],
  )
  const inputs = { operation: 'rollback', environment: 'testing', release: '' }
  expectEnds('a rollback by hand', await run('workflow_dispatch', 'testing', slow, { inputs }), { operate: 'success' })
}
