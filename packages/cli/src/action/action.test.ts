import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { startFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres } from '../../../../scripts/testing/postgres.ts'
import { commit, temporaryFolder, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeService } from '../fixtures/node-service.ts'
import { twoMachines } from '../fixtures/on-railway.ts'
import { until } from '../fixtures/until.ts'

const { runs } = z
  .object({ runs: z.object({ main: z.string(), post: z.string(), 'post-if': z.literal('always()') }) })
  .parse(parse(readFileSync(join(import.meta.dirname, '../../../../action.yml'), 'utf8')))
const shop = {
  name: 'shop',
  journal: 'env:DATABASE_URL',
  services: { web: { start: 'node server.mjs' } },
  environments: { testing: {} },
}
const tokenName = 'RAILWAY_TOKEN_TESTING'

/** Calls the action's files as GitHub does: inputs and files as variables, what the first call noted for the second. */
function calledAsAction(built: string, folder: string, variables: NodeJS.ProcessEnv) {
  const given = temporaryFolder({ state: '', output: '' })
  const read = (name: 'state' | 'output') => readFileSync(join(given, name), 'utf8')
  return {
    read,
    begin(file = runs.main, kept: NodeJS.ProcessEnv = {}) {
      const { PATH, HOME } = process.env
      const files = { GITHUB_STATE: join(given, 'state'), GITHUB_OUTPUT: join(given, 'output') }
      const env = { PATH, HOME, CI: 'true', GITHUB_ACTIONS: 'true', ...files, ...variables, ...kept }
      const child = spawn(process.execPath, [join(built, relative('action', file))], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      const closed = new Promise<number | null>((resolve) => child.on('close', resolve))
      const ended = Promise.all([text(child.stdout), text(child.stderr), closed])
      return { child, ended: ended.then(([out, err, code]) => ({ out, err, code })) }
    },
    /** The call after the job, with what was noted. */
    async after() {
      const noted = read('state').split('\n').filter(Boolean)
      const kept = Object.fromEntries(
        noted.map((line) => line.split('=')).map(([name, value]) => [`STATE_${name}`, value]),
      )
      return await this.begin(runs.post, kept).ended
    },
  }
}

let built = ''
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'kickai-action-'))
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../pack/action.ts'), built])
}, 60_000)
afterAll(() => rm(built, { recursive: true, force: true }))

describeWith(firestoreEmulator(), 'the action, with its journal in Firestore', (found) => {
  test('has its client in the same file', async () => {
    const server = await startFirestore(found)
    onTestFinished(() => server.stop())
    const folder = temporaryFolder({ 'kickai.config.json': JSON.stringify(shop) })
    const inputs = { INPUT_COMMAND: 'resume', INPUT_ENVIRONMENT: 'testing' }
    const variables = { ...inputs, DATABASE_URL: 'firestore:shop-action/kickai', FIRESTORE_EMULATOR_HOST: server.host }
    const { out, err, code } = await calledAsAction(built, folder, variables).begin().ended
    expect([code, out, err]).toEqual([0, 'Nothing was left before its end.\n', ''])
    // The store that it opened is there now.
    const place = `http://${server.host}/v1/projects/shop-action/databases/(default)/documents/kickai/store`
    const answer = await fetch(place, { headers: { authorization: 'Bearer owner' } })
    expect(await answer.json()).toMatchObject({ fields: { format: { integerValue: '1' } } })
  }, 60_000)
})

describeWith(postgres(), 'the action, with its journal in Postgres', (programs) => {
  test('releases out of one file with nothing installed, and carries on after the job what was broken off', async () => {
    const server = await startPostgres(programs)
    onTestFinished(() => server.stop())
    const { first, token } = await twoMachines(tokenName)
    const inputs = { INPUT_COMMAND: 'deploy', INPUT_ENVIRONMENT: 'testing', INPUT_DIRECTORY: '.', INPUT_TOKEN: token }
    // A secret that GitHub does not know is an empty variable.
    const variables = { DATABASE_URL: server.url, [tokenName]: '', ...inputs }
    const action = () => calledAsAction(built, first, variables)
    const neverBegun = await action().after()
    expect([neverBegun.code, neverBegun.err]).toEqual([0, ''])

    const whole = action()
    const { out, err, code } = await whole.begin().ended
    expect(code, err).toBe(0)
    expect(out).toContain(`::add-mask::${token}\n`)
    expect(out.replace(`::add-mask::${token}\n`, '') + err).not.toContain(token)
    expect(whole.read('output')).toMatch(/verdict<<(\S+)\nlive\n\1/)
    const afterwards = await whole.after()
    expect([afterwards.code, afterwards.err]).toEqual([0, ''])

    writeFiles(first, { 'server.mjs': nodeService('slow', { startMs: 2_000 }) })
    commit(first, 'Slow')
    const cancelled = action()
    const { child, ended } = cancelled.begin()
    const history = async () =>
      (await kickai(first, ['history', '--json'], { DATABASE_URL: server.url, [tokenName]: token })).json()
    await until(
      async () => (await history()).releases?.[0]?.state,
      (state) => state === 'deploying',
    )
    child.kill('SIGINT')
    expect((await ended).code).toBe(5)
    expect((await cancelled.after()).code).toBe(0)
    expect((await history()).releases).toMatchObject([{ verdict: 'live' }, { verdict: 'live' }])
  }, 90_000)
})
