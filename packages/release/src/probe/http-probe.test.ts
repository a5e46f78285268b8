import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpProbe } from './http-probe.ts'

const servers: Server[] = []

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

describe('the HTTP probe', () => {
  it('gives what the service says of itself', async () => {
    const url = await serve((_request, response) =>
      response.end(JSON.stringify({ deployment: 'd1', digest: 'sha256:1', commit: 'c', other: 1 })),
    )
    expect(await httpProbe.ask(url, { timeoutMs: 1_000 })).toMatchObject({
      status: 200,
      deployment: 'd1',
      digest: 'sha256:1',
      commit: 'c',
    })
  })

  it('believes no word that is far too long, since what it believes is journaled', async () => {
    const url = await serve((_request, response) =>
      response.end(JSON.stringify({ deployment: 'd'.repeat(5_000), digest: 'sha256:1' })),
    )
    const answer = await httpProbe.ask(url, { timeoutMs: 1_000 })
    expect(answer).toMatchObject({ status: 200, digest: 'sha256:1' })
    expect(answer).not.toHaveProperty('deployment')
  })

  it('takes an answer that is no JSON object for one that says nothing', async () => {
    const url = await serve((_request, response) => response.end('["deployment"]'))
    const answer = await httpProbe.ask(url, { timeoutMs: 1_000 })
    expect(answer.status).toBe(200)
    expect(answer.deployment).toBeUndefined()
  })

  it('sends the probe token', async () => {
    const url = await serve((request, response) =>
      response.writeHead(request.headers.authorization === 'Bearer t' ? 200 : 401).end(),
    )
    expect((await httpProbe.ask(url, { timeoutMs: 1_000, token: 't' })).status).toBe(200)
  })

  it('takes an answer that breaks off for no answer', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"deployment":')
      setImmediate(() => response.destroy())
    })
    const answer = await httpProbe.ask(url, { timeoutMs: 1_000 })
    expect(answer.status).toBeUndefined()
    expect(answer.failure).toBeTypeOf('string')
  })

  it('takes silence for no answer after the time allowed', async () => {
    const url = await serve(() => undefined)
    expect(await httpProbe.ask(url, { timeoutMs: 50 })).toMatchObject({ failure: 'no whole answer within 50 ms' })
  })

  it('takes a refused connection for no answer', async () => {
    const url = await serve((_request, response) => response.end())
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve))
    expect((await httpProbe.ask(url, { timeoutMs: 1_000 })).failure).toContain('ECONNREFUSED')
  })
})
