import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { createRouterClient, findRouter } from './client.ts'
import { test } from './fixtures/processes.ts'
import { until } from './fixtures/until.ts'
import { processStartTime } from './process-start.ts'

const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text()

describe.concurrent('the router', () => {
  test('refuses a port in use, a port that is fixed and a route that is not valid, and changes nothing', async ({
    world,
  }) => {
    const router = await world.startRouter()
    const upstream = await world.startUpstream('one')
    const url = await router.serve(upstream)
    const taken = createServer().listen(0, '127.0.0.1')
    world.atEnd(() => taken.close())
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    await expect(router.setRoute('other', { port, upstreams: [] })).rejects.toMatchObject({ code: 'port-in-use' })
    await expect(router.setRoute('service', { port, upstreams: [] })).rejects.toMatchObject({ code: 'port-fixed' })
    const invalid = { port: -1, upstreams: [{ deployment: '../x', port: 0, weight: 0 }] }
    await expect(router.setRoute('service', invalid)).rejects.toMatchObject({
      code: 'invalid-route',
      message: expect.stringMatching(/port.*deployment.*port.*weight/),
    })
    expect(await router.routes()).toHaveLength(1)
    expect(await text(url)).toBe('one')
  })

  test('takes orders only from who has the token, directly', async ({ world }) => {
    const router = await world.startRouter()
    const { port, token } = router.record
    const ask = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path: '/healthz', headers }
        httpRequest(options, (response) => resolve(response.resume().statusCode as number))
          .on('error', reject)
          .end()
      })
    const authorization = `Bearer ${token}`
    expect(await ask({ authorization })).toBe(200)
    expect(await ask({})).toBe(401)
    expect(await ask({ authorization: `${authorization}x` })).toBe(401)
    expect(await ask({ authorization, host: 'evil.example' })).toBe(401)
    expect(await ask({ authorization, origin: 'http://evil.example' })).toBe(401)
    expect((await stat(join(router.directory, 'router.json'))).mode & 0o777).toBe(0o600)
  })

  test('lets a deleted route’s requests finish and frees its port', async ({ world }) => {
    const router = await world.startRouter()
    const upstream = await world.startUpstream('one')
    const url = await router.serve(upstream)
    const slow = text(`${url}/held`)
    await until(async () => (await router.routes())[0]?.inFlight.one === 1 || undefined)
    await router.deleteRoute('service')
    await router.deleteRoute('service')
    await expect(text(url)).rejects.toThrow()
    await upstream.release()
    expect(await slow).toBe('one')
    const { port } = await router.setRoute('again', { port: Number(new URL(url).port), upstreams: [] })
    expect(port).toBe(Number(new URL(url).port))
  })

  test('finishes requests in flight on SIGTERM, writes its log and takes its record away', async ({ world }) => {
    const router = await world.startRouter()
    const upstream = await world.startUpstream('one')
    const url = await router.serve(upstream)
    const slow = text(`${url}/held`)
    await until(async () => (await router.routes())[0]?.inFlight.one === 1 || undefined)
    router.process.kill('SIGTERM')
    await upstream.release()
    expect(await slow).toBe('one')
    expect(await once(router.process, 'exit')).toEqual([0, null])
    expect(await router.log(1)).toHaveLength(1)
    expect(await findRouter(router.directory)).toBeUndefined()
  })

  test('goes on when whoever started it has ended', async ({ world }) => {
    const directory = await mkdtemp(join(tmpdir(), 'kickai-router-'))
    world.atEnd(() => rm(directory, { recursive: true, force: true }))
    const main = JSON.stringify([join(import.meta.dirname, 'main.ts'), '--directory', directory])
    const parent = `require('node:child_process').spawn(process.execPath, ${main}, { detached: true, stdio: 'ignore' }).unref()`
    expect(spawnSync(process.execPath, ['-e', parent]).status).toBe(0)
    const record = await until(() => findRouter(directory))
    world.atEnd(() => until(() => (processStartTime(record.pid) === undefined ? true : undefined)))
    world.atEnd(() => process.kill(record.pid, 'SIGTERM'))
    const client = createRouterClient(record)
    world.atEnd(() => client.close())
    expect(await client.isHealthy()).toBe(true)
  })

  test('does not start a second time for the same directory, and is not found by a record that is torn or old', async ({
    world,
  }) => {
    const router = await world.startRouter()
    const { directory, record } = router
    const second = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '--directory', directory])
    expect([second.status, String(second.stderr)]).toEqual([2, expect.stringContaining('already runs')])
    expect(await findRouter(directory)).toEqual(record)
    const path = join(directory, 'router.json')
    await writeFile(path, JSON.stringify({ ...record, startTime: 'before' }))
    expect(await findRouter(directory)).toBeUndefined()
    await writeFile(path, '{"pid":')
    expect(await findRouter(directory)).toBeUndefined()
  })
})
