import { once } from 'node:events'
import { describe, expect } from 'vitest'
import { test } from './fixtures/processes.ts'
import { until } from './fixtures/until.ts'

const major = Number.parseInt(process.versions.node, 10)
const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text()

describe.concurrent('an answer', () => {
  test('carries the service’s headers, and none that concern only one connection', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(
      url,
      'GET /headers?secret=1 HTTP/1.1\r\nHost: club.example\r\nx-forwarded-for: 8.8.8.8\r\nx-request-id: mine\r\n' +
        'connection: keep-alive, x-hop\r\nx-hop: 1\r\nte: trailers\r\n\r\n',
    )
    const answer = await user.receive(/\}$/)
    expect(answer).toMatch(/set-cookie: a=1\r\nset-cookie: b=2\r\n/)
    expect(answer).not.toMatch(/x-private|via:/i)
    expect(answer).toMatch(/x-request-id: mine\r\n/)
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual({
      host: 'club.example',
      connection: 'keep-alive',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'club.example',
      'x-request-id': 'mine',
    })
    expect((await router.log(1))[0]).toMatchObject({
      requestId: 'mine',
      method: 'GET',
      path: '/headers',
      host: 'club.example',
      status: 200,
      deployment: 'one',
    })
  })

  test('has no body for HEAD, 204 and 304, and the connection goes on', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(url, 'HEAD /large?bytes=9&length HTTP/1.1\r\nhost: a\r\n\r\n')
    await user.receive(/content-length: 9\r\n[\s\S]*\r\n\r\n$/)
    user.socket.write('GET /status?code=204 HTTP/1.1\r\nhost: a\r\n\r\n')
    await user.receive(/ 204 No Content\r\n[\s\S]*\r\n\r\n$/)
    user.socket.write('GET /status?code=304&length HTTP/1.1\r\nhost: a\r\n\r\n')
    await user.receive(/ 304 Not Modified\r\n[\s\S]*content-length: 7\r\n[\s\S]*\r\n\r\n$/)
    user.socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await user.receive(/\r\n\r\none$/)
  })

  test.for(['length', 'chunked'])('that breaks off (%s) is never taken for whole', async (framing, { world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    await expect(text(`${url}/die?framing=${framing}`)).rejects.toThrow()
    expect((await router.log(1))[0]).toMatchObject({ error: 'upstream-broke', status: 200, deployment: 'one' })
  })

  test('that only the connection’s end ends stays so, and a reset stays a reset', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(url, 'GET /die?framing=unframed HTTP/1.1\r\nhost: a\r\n\r\n')
    // Node before 24 takes a reset that comes together with data for an ordinary end; then nobody can know.
    if (major >= 24) expect(await user.ended).toBe('ECONNRESET')
    else await user.ended
    expect(user.received()).toMatch(/connection: close\r\n/i)
    expect(user.received()).not.toMatch(/transfer-encoding/i)
    const [line] = await router.log(1)
    if (major >= 24) expect(line).toMatchObject({ error: 'upstream-broke' })
  })

  test('passes large and chunked bodies both ways', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const sizes = [await text(`${url}/large?bytes=5000000`), await text(`${url}/large?bytes=5000000&length`)]
    expect(sizes.map(({ length }) => length)).toEqual([5_000_000, 5_000_000])
    const body = Buffer.alloc(5_000_000, 'abcdefg')
    const whole = await fetch(`${url}/echo`, { method: 'POST', body })
    expect(Buffer.from(await whole.arrayBuffer()).equals(body)).toBe(true)
    const chunks = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 50; part += 1) controller.enqueue(body.subarray(part * 100_000, (part + 1) * 100_000))
        controller.close()
      },
    })
    const streamed = await fetch(`${url}/echo`, { method: 'POST', body: chunks, duplex: 'half' } as RequestInit)
    expect(Buffer.from(await streamed.arrayBuffer()).equals(body)).toBe(true)
    const posts = (await router.log(4)).filter(({ method }) => method === 'POST')
    expect(posts.map(({ rx, tx }) => [rx, tx])).toEqual([
      [5_000_000, 5_000_000],
      [5_000_000, 5_000_000],
    ])
  })

  test('over a connection that is not kept is whole, also for a user who reads it late', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(url, 'GET /large?bytes=5000000&length HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    await user.receive(/xxx/)
    user.socket.pause()
    await router.serve()
    user.socket.resume()
    expect(await user.ended).toBe('ended')
    const answer = user.received()
    expect(answer.length - answer.indexOf('\r\n\r\n') - 4).toBe(5_000_000)
  })

  test('is not held in memory for a user who reads slowly', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const slow = world.open(url, 'GET /large?bytes=50000000 HTTP/1.1\r\nhost: slow\r\n\r\n')
    await slow.receive(/xxx/)
    slow.socket.pause()
    // Had the router read on for the slow user, it would have read everything by the time another has it whole.
    expect(await text(`${url}/large?bytes=50000000`)).toHaveLength(50_000_000)
    slow.socket.destroy()
    const line = (await router.log(2)).find(({ host }) => host === 'slow')
    expect(line).toMatchObject({ error: 'client-left', status: 200 })
    expect(line?.tx).toBeLessThan(20_000_000)
  })

  test('that comes before the whole request was read is passed on', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(url, 'POST /refuse-early HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\nbeginning')
    await user.receive(/ 413 [\s\S]*too much/)
  })
})

describe.concurrent('a request', () => {
  test('that waits for leave to send its body gets it when the upstream reads', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(url, 'POST /echo HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n')
    await user.receive(/^HTTP\/1\.1 100 Continue\r\n\r\n$/)
    user.socket.write('hello')
    await user.receive(/ 200 OK[\s\S]*hello/)
  })

  test('is ended at the upstream when the user leaves', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const user = world.open(url, 'GET /held HTTP/1.1\r\nhost: a\r\n\r\n')
    await until(async () => (await router.routes())[0]?.inFlight.one === 1 || undefined)
    user.socket.destroy()
    await until(async () => Object.keys((await router.routes())[0]?.inFlight ?? {}).length === 0 || undefined)
    expect((await router.log(1))[0]).toMatchObject({ error: 'client-left', status: 499 })
  })

  test('in absolute form or with a body on GET reaches the service', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    await world.open(url, 'GET http://a/any HTTP/1.1\r\nhost: a\r\n\r\n').receive(/\r\n\r\n3\r\none|\r\n\r\none/)
    await world.open(url, 'GET /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nhi').receive(/hi/)
  })

  test('that cannot be passed on is refused and harms nobody', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    await world.open(url, 'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n').receive(/ 400 [\s\S]*bad-request/)
    await world.open(url, 'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n').receive(/ 400 [\s\S]*bad-request/)
    await world.open(url, 'nonsense\r\n\r\n').receive(/ 400 /)
    expect(await text(url)).toBe('one')
    expect((await router.routes())[0]).toMatchObject({ inFlight: {}, unanswered: {} })
  })

  test('without an upstream is answered 503, with one that refuses or drops it 502', async ({ world }) => {
    const router = await world.startRouter()
    const upstream = await world.startUpstream('one')
    const { port } = await router.setRoute('service', { port: 0, fallbackReason: 'crashed', upstreams: [] })
    const url = `http://127.0.0.1:${port}`
    const none = await fetch(url)
    expect([none.status, none.headers.get('x-railway-fallback')]).toEqual([503, 'true'])
    expect(await none.json()).toMatchObject({ code: 'no-deployment', reason: 'crashed' })
    await world
      .open(url, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n')
      .receive(/ 503 /)

    await router.serve(upstream)
    const dropped = await fetch(`${url}/count-then-drop?id=x`, { method: 'POST', body: 'x' })
    expect([dropped.status, dropped.headers.get('x-railway-fallback')]).toEqual([502, 'true'])
    expect(await dropped.json()).toMatchObject({ code: 'upstream-failed', deployment: 'one' })
    expect(await (await fetch(`${url}/counted`)).json()).toEqual({ x: 1 })

    upstream.process.kill('SIGKILL')
    await once(upstream.process, 'exit')
    expect((await fetch(url)).status).toBe(502)
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(502)
    await world
      .open(url, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n')
      .receive(/ 502 /)
    const lines = await router.log(7)
    expect(lines.map(({ error }) => error).sort()).toContain('no-deployment')
    expect(lines.filter(({ deployment }) => deployment === 'unrouted')).toHaveLength(2)
  })

  test('is handled exactly once when it is a POST, whatever the upstream does with idle connections', async ({
    world,
  }) => {
    const router = await world.startRouter()
    // Closes a connection one millisecond after each answer: every reuse would be a gamble.
    const url = await router.serve(await world.startUpstream('hasty', 1))
    const expected: Record<string, number> = {}
    for (let id = 0; id < 150; id += 1) {
      expected[id] = 1
      const [posted, got] = await Promise.all([
        fetch(`${url}/count?id=${id}`, { method: 'POST', body: 'x'.repeat(id) }),
        fetch(url),
      ])
      expect([posted.status, got.status]).toEqual([200, 200])
      await Promise.all([posted.text(), got.text()])
    }
    expect(await (await fetch(`${url}/counted`)).json()).toEqual(expected)
  })

  test('to upgrade that the service does not agree to is answered by the service, and the connection ends', async ({
    world,
  }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    const open = 'GET /not-here HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n'
    const user = world.open(url, open)
    await user.receive(/ 404 Not Found[\s\S]*gone$/)
    expect(await user.ended).toBe('ended')
  })

  test('to upgrade to something else is served as it is', async ({ world }) => {
    const router = await world.startRouter()
    const url = await router.serve(await world.startUpstream('one'))
    await world
      .open(url, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: h2c\r\n\r\n')
      .receive(/\r\n\r\none$/)
  })
})
