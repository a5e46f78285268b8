import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeService } from '../fixtures/node-service.ts'
import { until } from '../fixtures/until.ts'

const quick = 'overlapSeconds: 0, drainingSeconds: 2'
const config = `export default {
  name: 'shop',
  services: {
    web: { start: 'node server.mjs', ${quick} },
    worker: { kind: 'worker', start: 'node worker.mjs', ${quick}, restart: { policy: 'never' } },
    nightly: { kind: 'cron', start: 'node nightly.mjs', schedule: '*/5 * * * *', ${quick} },
  },
  environments: { testing: {} },
  local: { bakeSeconds: 1 },
}
`
/** Nothing of it listens; it ends by itself where it is told when. */
const worker = (version: string, endsAfterMs = 0x7fffffff) => `console.log('working as ${version}')
setTimeout(() => process.exit(1), ${endsAfterMs})
process.on('SIGTERM', () => process.exit(0))
`
const files = {
  'kickai.config.ts': config,
  'server.mjs': nodeService('one'),
  'worker.mjs': worker('one'),
  'nightly.mjs': "console.log('one night')",
  '.gitignore': '.kickai/\n',
}

/** Which service runs what, as a document says it. */
const grades = (document: { services: { service: string; identity: string }[] }) =>
  document.services.map(({ service, identity }) => `${service} ${identity}`)
const everybody = ['web proven', 'worker attested', 'nightly attested']

test('a web, a worker and a cron service go live together, and a rehearsed rescue loses nothing', async () => {
  const folder = temporaryRepository(files)
  const { code, err, json } = await kickai(folder, ['local', '--once', '--json', '--port', '0'])
  expect(code, err).toBe(0)
  const { environments, rehearsal } = json()
  expect(environments).toMatchObject([{ verdict: 'live', identity: 'attested', health: { version: 'one' } }])
  expect(grades(environments[0])).toEqual(everybody)
  expect(rehearsal).toMatchObject({ verdict: 'rolled back', lost: 0 })
}, 120_000)

test('a part that turns bad takes the parts before it back, and what is wanted no more is told', async () => {
  const folder = temporaryRepository(files)
  const embedded = await startEmbedded(folder)
  const first = await kickai(folder, ['deploy', 'testing', '--json'])
  expect(first.code, first.err).toBe(0)
  expect(grades(first.json())).toEqual(everybody)
  expect((await kickai(folder, ['deploy', 'testing', '--json'])).json()).toMatchObject({ unchanged: true })

  writeFiles(folder, { 'server.mjs': nodeService('two'), 'worker.mjs': worker('two', 1_300) })
  commit(folder, 'A worker that gives up')
  const bad = await kickai(folder, ['deploy', 'testing', '--json'])
  expect(bad.code).toBe(3)
  expect(bad.json()).toMatchObject({
    verdict: 'rolled back',
    reason: { code: 'deployment-crashed', service: 'worker', sentence: expect.stringMatching(/^worker: /) },
    serving: { release: first.json().release, identity: 'attested', health: { version: 'one' } },
  })
  expect(grades(bad.json().serving)).toEqual(everybody)

  const { environments } = (await kickai(folder, ['status', '--json'])).json()
  expect(grades(environments[0])).toEqual(everybody)
  await until(
    async () => (await kickai(folder, ['logs', 'testing', '--service', 'worker', '--json'])).json(),
    ({ lines }) => lines.some(({ message }: { message: string }) => message === 'working as one'),
  )
  expect((await kickai(folder, ['logs', 'testing', '--service', 'none'])).code).toBe(2)

  // A minute of the schedules' clock is gone in 100 ms, so the command is due while the release is watched.
  const { url, accountToken } = embedded.platform
  const headers = { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' }
  const options = { method: 'PATCH', headers, body: JSON.stringify({ cronMinuteMs: 100 }) }
  expect((await fetch(`${url}/local/options`, options)).status).toBe(200)
  writeFiles(folder, { 'worker.mjs': worker('three'), 'nightly.mjs': 'process.exit(3)' })
  commit(folder, 'A night that fails')
  const night = (await kickai(folder, ['deploy', 'testing', '--json'])).json()
  expect(night).toMatchObject({ verdict: 'rolled back', reason: { code: 'execution-failed', service: 'nightly' } })
  expect(grades(night.serving)).toEqual(everybody)

  writeFiles(folder, { 'kickai.config.ts': config.replace(/^ {4}nightly:.*\n/m, ''), 'nightly.mjs': '' })
  commit(folder, 'No nights any more')
  expect((await kickai(folder, ['plan', 'testing', '--json'])).json().left).toMatchObject([
    { service: 'nightly', release: first.json().release },
  ])
  const last = await kickai(folder, ['deploy', 'testing', '--json'])
  expect(grades(last.json())).toEqual(['web proven', 'worker attested'])
  expect(last.err).toContain('nightly: not in the configuration any more')
  expect((await kickai(folder, ['status', '--json'])).json().environments[0].left).toEqual(['nightly'])
}, 120_000)
