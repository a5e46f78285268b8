import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startProbes } from './probes.ts'
import { createHealthServer, type HealthServer } from './server.ts'

const running: HealthServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.close({ lingerMilliseconds: 0, limitMilliseconds: 100 })
})

async function started(): Promise<{ server: HealthServer; get: (path: string, token?: string) => Promise<Response> }> {
  const server = createHealthServer({ deployment: 'd1' })
  running.push(server)
  const port = await server.listen({ port: 0, hosts: ['127.0.0.1'] })
  const get = (path: string, token?: string): Promise<Response> =>
    fetch(
      `http://127.0.0.1:${port}${path}`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    )
  return { server, get }
}

test('livez answers at once, readyz and health only when the process can take work', async () => {
  const { server, get } = await started()
  expect((await get('/livez')).status).toBe(200)
  expect((await get('/readyz')).status).toBe(503)
  expect((await get('/health')).status).toBe(500)
  server.describe({ environment: 'testing', digest: 'sha256:aa' })
  server.enter('standby')
  expect((await get('/readyz')).status).toBe(200)
  const health = await get('/health')
  expect(health.status).toBe(200)
  expect(health.headers.get('cache-control')).toBe('no-store')
  expect(await health.json()).toMatchObject({
    deployment: 'd1',
    environment: 'testing',
    digest: 'sha256:aa',
    state: 'standby',
  })
  server.enter('draining')
  const drained = await get('/readyz')
  expect(drained.status).toBe(503)
  expect(drained.headers.get('connection')).toBe('close')
  expect((await get('/livez')).status).toBe(200)
  expect((await get('/elsewhere')).status).toBe(404)
})

test('reasons and the fingerprint of the settings need the probe token', async () => {
  const { server, get } = await started()
  const failing = startProbes([
    {
      name: 'telegram',
      intervalMilliseconds: 60_000,
      limitMilliseconds: 100,
      failedStatus: 'disconnected',
      failedVerdict: 'degraded',
      check: async () => Promise.reject(new Error('no route')),
    },
  ])
  await failing.firstRound
  server.watch(failing)
  server.confide({ settings: 'ab12' }, (candidate) => candidate === 'the-token')
  server.enter('ready')
  for (const token of [undefined, '', 'another']) {
    const body = await (await get('/health', token)).text()
    expect(body).toContain('"status":"degraded"')
    expect(body).not.toMatch(/no route|ab12/)
  }
  const told = await get('/health', 'the-token')
  expect(await told.json()).toMatchObject({ settings: 'ab12', services: { telegram: { reason: 'no route' } } })
  failing.stop()
})

test('a port that is taken is told by name', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  const server = createHealthServer()
  await expect(server.listen({ port, hosts: ['127.0.0.1'] })).rejects.toMatchObject({
    code: 'port-in-use',
    message: `Port ${port} is in use.`,
  })
  other.close()
})

test('of several addresses the first is taken that this machine has, and none is an error', async () => {
  const server = createHealthServer()
  running.push(server)
  // An address for documents, which no machine has.
  const nobody = '203.0.113.1'
  const port = await server.listen({ port: 0, hosts: [nobody, '127.0.0.1'] })
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200)
  await expect(createHealthServer().listen({ port: 0, hosts: [nobody] })).rejects.toMatchObject({
    code: 'cannot-listen',
  })
})
