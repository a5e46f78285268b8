import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe } from 'vitest'
import { test } from '../fixtures/world.ts'
import { rehearsalFiles } from './files.ts'
import { sourceModule } from './write-source.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const patient = { timeout: 15_000, interval: 20 }

describe.concurrent('the rehearsal service', () => {
  test('is carried by the package as it is', async ({ expect }) => {
    const carried = await readFile(join(import.meta.dirname, 'generated/rehearsal-source.ts'), 'utf8')
    expect(carried, 'run node packages/traffic/src/service/write-source.ts').toBe(await sourceModule())
  })

  test('is another artifact for each behaviour and version', ({ expect }) => {
    const artifacts = [
      rehearsalFiles({ version: '1' }),
      rehearsalFiles({ version: '2' }),
      rehearsalFiles({ version: '1', behaviour: 'bad-health' }),
      rehearsalFiles({ version: '1', behaviour: 'bad-after-switch', afterMs: 5 }),
    ].map((files) => sha256(JSON.stringify([...files])))
    expect(new Set(artifacts).size).toBe(4)
  })

  test('proves the settings it has, to who shows the probe token', async ({ world, expect }) => {
    const probeToken = 'a-probe-token-for-it'
    const environment = { LEVEL: 'info', KICKAI_PROBE_TOKEN: probeToken, KICKAI_SETTINGS: 'KICKAI_PROBE_TOKEN,LEVEL' }
    const { url } = await world.serve(await world.unpack(), environment)
    const told = async (token: string) => {
      const answer = await fetch(`${url}/health`, { headers: { authorization: `Bearer ${token}` } })
      return ((await answer.json()) as { settings?: string }).settings
    }
    const text = `KICKAI_PROBE_TOKEN=${probeToken}\0LEVEL=info\0`
    expect(await told(probeToken)).toBe(createHmac('sha256', probeToken).update(text).digest('hex'))
    expect(await told('another')).toBeUndefined()
  })

  test('says who it is, and proves its digest from its own bytes', async ({ world, expect }) => {
    const folder = await world.unpack()
    const paths = [
      'package.json',
      'rehearsal-behaviour.mjs',
      'rehearsal-frames.mjs',
      'rehearsal-identity.mjs',
      'rehearsal-ledger.mjs',
      'rehearsal-service.mjs',
      'rehearsal.json',
    ]
    const manifest = {
      schemaVersion: 1,
      commit: 'abc',
      files: paths.map((path) => ({ path, sha256: 'not looked at' })),
    }
    await writeFile(join(folder, 'kickai-bundle.json'), JSON.stringify(manifest))
    const lines = await Promise.all(
      paths.map(async (path) => `${path}\0${sha256(await readFile(join(folder, path), 'utf8'))}\0-\n`),
    )
    const { url } = await world.serve(folder, { RAILWAY_DEPLOYMENT_ID: 'd7' })
    const health = await fetch(`${url}/health`)
    const digest = `sha256:${sha256(lines.join(''))}`
    expect(health.status).toBe(200)
    expect(await health.json()).toMatchObject({
      status: 'healthy',
      deployment: 'd7',
      commit: 'abc',
      digest,
      version: '1',
    })
    const answer = await fetch(url)
    expect([answer.headers.get('x-deployment'), answer.headers.get('x-digest')]).toEqual(['d7', digest])
  })

  test('drains: answers what is still on its way, and ends by itself with 0', async ({ world, expect }) => {
    const service = await world.serve(await world.unpack())
    const slow = fetch(`${service.url}/slow?ms=600`)
    await fetch(service.url)
    service.process.kill('SIGTERM')
    await expect.poll(async () => (await fetch(`${service.url}/readyz`)).status, patient).toBe(503)
    const late = await fetch(service.url)
    expect([late.status, late.headers.get('connection')]).toEqual([200, 'close'])
    const posted = await fetch(`${service.url}/orders`, { method: 'POST', body: '{"id":"late"}' })
    expect(posted.status).toBe(201)
    expect((await slow).status).toBe(200)
    expect(await once(service.process, 'exit')).toEqual([0, null])
  })

  test('fails its health check when told to, by its files or over them by a variable', async ({ world, expect }) => {
    const bad = await world.serve(await world.unpack({ behaviour: 'bad-health' }))
    expect((await fetch(`${bad.url}/health`)).status).toBe(500)
    const good = await world.serve(bad.folder, { REHEARSAL: 'good' })
    expect((await fetch(`${good.url}/health`)).status).toBe(200)
  })

  test('crashes at start when told to, and refuses a behaviour that it does not know', async ({ world, expect }) => {
    const crashing = world.run(await world.unpack({ behaviour: 'crash-loop' }))
    expect(await once(crashing, 'exit')).toEqual([1, null])
    const odd = world.run(await world.unpack(), { REHEARSAL: 'odd' })
    expect(await once(odd, 'exit')).toEqual([2, null])
  })

  test('goes bad some time after its first visitor, its health included, when told to', async ({ world, expect }) => {
    const { url } = await world.serve(await world.unpack({ behaviour: 'bad-after-switch', afterMs: 200 }))
    const status = async (path: string) => (await fetch(url + path)).status
    expect([await status('/health'), await status('/')]).toEqual([200, 200])
    await expect.poll(() => status('/health'), patient).toBe(500)
    expect(await status('/')).toBe(500)
  })

  test('alternates its health, is healthy once, or fails now and then, when told to', async ({ world, expect }) => {
    const asked = async (behaviour: 'flapping' | 'healthy-once' | 'sparse-errors', path: string, times: number) => {
      const { url } = await world.serve(await world.unpack({ behaviour }))
      const seen: number[] = []
      for (let time = 0; time < times; time += 1) seen.push((await fetch(url + path)).status)
      return seen
    }
    expect(await asked('flapping', '/health', 4)).toEqual([500, 200, 500, 200])
    expect(await asked('healthy-once', '/health', 3)).toEqual([200, 500, 500])
    const sparse = await asked('sparse-errors', '/', 40)
    expect(sparse.filter((status) => status === 500)).toHaveLength(2)
  })

  test('misbehaves as one service of several only, when told so', async ({ world, expect }) => {
    const folder = await world.unpack({ behaviour: 'bad-health', service: 'second' })
    const first = await world.serve(folder, { RAILWAY_SERVICE_NAME: 'first' })
    const second = await world.serve(folder, { RAILWAY_SERVICE_NAME: 'second' })
    const statuses = await Promise.all([first, second].map(async ({ url }) => (await fetch(`${url}/health`)).status))
    expect(statuses).toEqual([200, 500])
  })
})
