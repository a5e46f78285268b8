import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { startGithub } from '../../../../scripts/testing/github.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, git, temporaryFolder, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { call, kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'
import { githubRun } from './run.ts'

const actionFile = () => readFileSync(join(import.meta.dirname, '../../../../action.yml'), 'utf8')
const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

/** A repository with its platform, and the variables of a step on GitHub Actions whose API is a double. */
async function stage(token = 'planted-github-token') {
  const folder = temporaryRepository(files)
  await startEmbedded(folder)
  const github = await startGithub('team/shop', 'planted-github-token')
  onTestFinished(() => github.stop())
  const given = temporaryFolder({ summary: '', output: '' })
  const variables = () => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'ada',
    GITHUB_API_URL: github.url,
    GITHUB_OUTPUT: join(given, 'output'),
    GITHUB_REPOSITORY: 'team/shop',
    GITHUB_RUN_ID: '7',
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_SHA: git(folder, 'rev-parse', 'HEAD'),
    GITHUB_STEP_SUMMARY: join(given, 'summary'),
    GITHUB_TOKEN: token,
  })
  const read = (name: 'summary' | 'output') => readFileSync(join(given, name), 'utf8')
  return { folder, github, read, run: (...words: string[]) => kickai(folder, words, variables()), variables }
}

test('built once, released by digest, and promoted where the files are those of another commit; GitHub is told', async () => {
  const { folder, github, read, run } = await stage()
  const built = (await run('build', '--json')).json()
  expect(read('output')).toContain(built.digest)
  const other = `sha256:${'0'.repeat(64)}`
  const refused = await run('deploy', 'testing', '--digest', other, '--json')
  expect({ code: refused.code, ...refused.json().error }).toMatchObject({ code: 'artifact-differs' })
  expect(read('summary')).toContain('(`artifact-differs`)')
  expect(github.commitStatuses.at(-1)).toMatchObject({ context: 'kickai/testing', state: 'failure' })

  const deployed = await run('deploy', 'testing', '--digest', built.digest)
  expect(deployed.code, deployed.err).toBe(0)
  expect(github.deployments).toMatchObject([{ environment: 'testing', payload: { digest: built.digest } }])
  const page = 'https://github.test/team/shop/actions/runs/7'
  expect(github.deploymentStatuses).toMatchObject([
    { deployment: 1, state: 'in_progress', log_url: page },
    { deployment: 1, state: 'success', log_url: page, environment_url: expect.stringContaining('http') },
  ])
  expect(github.commitStatuses.at(-1)).toMatchObject({
    commit: git(folder, 'rev-parse', 'HEAD'),
    context: 'kickai/testing',
    state: 'success',
    target_url: page,
  })
  expect(read('summary')).toMatch(/\| \[testing\]\(http.*\) \| live \| deploy \| `[0-9a-f]{7}` \| proven \|/)
  expect(read('output')).toMatch(/verdict<<(end-[\w-]+)\nlive\n\1\n/)

  // Another commit of the same files: what a merge leaves.
  commit(folder, 'Merge')
  const promoted = await run('promote', 'testing', 'staging', '--tree', 'HEAD', '--json')
  expect(promoted.json(), promoted.err).toMatchObject({ verdict: 'live', digest: built.digest })

  writeFiles(folder, { 'server.mjs': nodeService('two') })
  commit(folder, 'Past testing')
  // As on a machine whose build gave another artifact; that it is not kept is not the reason.
  rmSync(join(folder, '.kickai/artifacts'), { recursive: true })
  // Nothing would change in staging; it is refused all the same, since main is not what is live there.
  const blocked = await run('promote', 'testing', 'staging', '--tree', 'HEAD', '--json')
  expect({ code: blocked.code, ...blocked.json() }).toMatchObject({
    code: 4,
    verdict: 'blocked',
    reason: { code: 'promotion-tree', sentence: expect.stringContaining('holds other files') },
  })
  expect(github.commitStatuses.at(-1)).toMatchObject({ context: 'kickai/staging', state: 'failure' })
  const { commitStatuses, deployments, deploymentStatuses } = github
  const told = JSON.stringify([commitStatuses, deployments, deploymentStatuses])
  expect(read('summary') + read('output') + told).not.toContain('planted-github-token')
  // Every output that a step may have is one of the action's.
  const { outputs } = z.object({ outputs: z.record(z.string(), z.unknown()) }).parse(parse(actionFile()))
  const given = new Set([...read('output').matchAll(/^(\w+)<</gm)].map(([, name]) => name))
  expect([...given].toSorted()).toEqual(Object.keys(outputs).toSorted())
}, 60_000)

test('a run that is broken off leaves its record in progress, and resume ends that same one', async () => {
  const { folder, github, run, variables } = await stage()
  writeFiles(folder, { 'server.mjs': nodeService('slow', { startMs: 1500 }) })
  commit(folder, 'Slow')
  const { child, ended } = call(folder, ['deploy', 'testing'], variables())
  await until(
    async () => (await run('history', 'testing', '--json')).json().releases?.[0]?.state,
    (state) => state === 'deploying',
  )
  child.kill('SIGINT')
  expect((await ended).code).toBe(5)
  expect(github.commitStatuses.at(-1)).toMatchObject({ context: 'kickai/testing', state: 'pending' })
  expect((await run('resume', '--in', 'staging', '--json')).json()).toMatchObject({ resumed: false })
  const resumed = await run('resume', '--in', 'testing', '--json')
  expect(resumed.json()).toMatchObject({ resumed: true, verdict: 'live' })
  expect(github.deployments).toHaveLength(1)
  expect(github.deploymentStatuses.at(-1)).toMatchObject({ deployment: 1, state: 'success' })
  expect(github.commitStatuses.at(-1)).toMatchObject({ context: 'kickai/testing', state: 'success' })
}, 60_000)

test('that GitHub refuses changes nothing of a release, and is said', async () => {
  const { github, run } = await stage('another')
  const deployed = await run('deploy', 'testing')
  expect(deployed.code).toBe(0)
  expect(deployed.err).toContain('GitHub answered 401')
  expect([github.commitStatuses, github.deployments, github.deploymentStatuses]).toEqual([[], [], []])
}, 60_000)

test('the token goes nowhere without TLS but to this machine', () => {
  const variables = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'team/shop',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_TOKEN: 'planted',
  }
  expect(githubRun({ ...variables, GITHUB_ACTIONS: '' })).toBeUndefined()
  expect(githubRun(variables)?.api?.url).toBe('https://api.github.com')
  expect(githubRun({ ...variables, GITHUB_API_URL: 'http://github.test' })?.api).toBeUndefined()
  expect(githubRun({ ...variables, GITHUB_REPOSITORY: '../other' })?.api).toBeUndefined()
  expect(githubRun({ ...variables, GITHUB_TOKEN: '' })?.api).toBeUndefined()
})
