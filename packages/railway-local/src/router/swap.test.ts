import { describe, expect } from 'vitest'
import { test } from './fixtures/processes.ts'
import { until } from './fixtures/until.ts'

const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text()

describe.concurrent('a swap', () => {
  test('sends the next request to the new upstream, also over a connection that was open before', async ({ world }) => {
    const router = await world.startRouter()
    const [old, young] = await Promise.all([world.startUpstream('old'), world.startUpstream('young')])
    const url = await router.serve(old)
    const user = world.open(url, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await user.receive(/old$/)
    const { port, tookMs } = await router.setRoute('service', {
      port: 0,
      upstreams: [{ deployment: 'young', port: young.port, weight: 1 }],
    })
    expect(`http://127.0.0.1:${port}`).toBe(url)
    expect(tookMs).toBeLessThan(50)
    user.socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await user.receive(/young$/)
    expect(await text(url)).toBe('young')
  })

  test('lets requests in flight finish at the old upstream and closes its idle connections', async ({ world }) => {
    const router = await world.startRouter()
    const [old, young] = await Promise.all([world.startUpstream('old'), world.startUpstream('young')])
    const url = await router.serve(old)
    const slow = text(`${url}/held`)
    await until(async () => (await router.routes())[0]?.inFlight.old === 1 || undefined)
    await router.serve(young)
    expect(await text(url)).toBe('young')
    expect((await router.routes())[0]).toMatchObject({ inFlight: { old: 1 }, unanswered: { old: 1 } })
    expect(await router.settled('service', 'old', 20)).toBe(false)
    await old.release()
    expect(await slow).toBe('old')
    expect(await router.settled('service', 'old', 5_000)).toBe(true)
    expect((await router.routes())[0]?.inFlight).toEqual({})
  })

  test('spreads requests over several upstreams by weight', async ({ world }) => {
    const router = await world.startRouter()
    const [light, heavy] = await Promise.all([world.startUpstream('light'), world.startUpstream('heavy')])
    const { port } = await router.setRoute('mixed', {
      port: 0,
      upstreams: [
        { deployment: 'light', port: light.port, weight: 1 },
        { deployment: 'heavy', port: heavy.port, weight: 9 },
      ],
    })
    const answers = await Promise.all(Array.from({ length: 400 }, () => text(`http://127.0.0.1:${port}`)))
    const share = answers.filter((answer) => answer === 'light').length
    expect(share).toBeGreaterThan(5)
    expect(share).toBeLessThan(120)
  })

  test('keeps a WebSocket with its upstream until that one ends it', async ({ world }) => {
    const router = await world.startRouter()
    const [old, young] = await Promise.all([world.startUpstream('old'), world.startUpstream('young')])
    const url = await router.serve(old)
    const open = 'GET /socket HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n'
    const socket = world.open(url, `${open}first`)
    await socket.receive(/101 Switching Protocols[\s\S]*x-deployment: old[\s\S]*first$/)
    await router.serve(young)
    socket.socket.write('second')
    await socket.receive(/firstsecond$/)
    expect((await router.routes())[0]?.inFlight).toEqual({ old: 1 })
    old.process.kill('SIGKILL')
    await socket.ended
    await world.open(url, open).receive(/x-deployment: young/)
    const line = (await router.log(1)).find(({ deployment }) => deployment === 'old')
    expect(line).toMatchObject({ status: 101, path: '/socket', rx: 11, tx: 11 })
  })

  test('leaves a stream of events where it is; it resumes at the new upstream', async ({ world }) => {
    const router = await world.startRouter()
    const [old, young] = await Promise.all([world.startUpstream('old'), world.startUpstream('young')])
    const url = await router.serve(old)
    const stream = world.open(url, 'GET /events HTTP/1.1\r\nhost: a\r\n\r\n')
    await stream.receive(/id: 3\ndata: old/)
    await router.serve(young)
    await stream.receive(/id: 20\ndata: old/)
    old.process.kill('SIGKILL')
    await stream.ended
    expect(stream.received()).not.toMatch(/\r\n0\r\n\r\n$/)
    const resumed = world.open(url, 'GET /events HTTP/1.1\r\nhost: a\r\nlast-event-id: 20\r\n\r\n')
    await resumed.receive(/id: 21\ndata: young/)
  })
})
