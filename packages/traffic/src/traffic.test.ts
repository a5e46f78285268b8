import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe } from 'vitest'
import { KINDS } from './answer.ts'
import { TrafficError } from './error.ts'
import type { Fault } from './fixtures/faulty-proxy.ts'
import { test, type World } from './fixtures/world.ts'
import { startTraffic } from './traffic.ts'

/** Other tests run at the same time. */
const patient = { timeout: 15_000, interval: 20 }

/** A good service with a shared ledger behind something that can spoil its answers. */
async function served(world: World, variables: Record<string, string> = {}) {
  const ledger = await world.ledger()
  const folder = await world.unpack()
  const service = await world.serve(folder, { RAILWAY_DEPLOYMENT_ID: 'd1', REHEARSAL_LEDGER: ledger, ...variables })
  return { service, ledger, folder, proxy: await world.spoil(service) }
}

/** Lets every tenth request of a method meet a fault; tells how many did. */
function everyTenth(fault: Fault, method = 'GET') {
  const state = { seen: 0, spoilt: 0 }
  return {
    state,
    fault: (request: IncomingMessage) => {
      if (request.method !== method || request.url?.startsWith('/handled')) return undefined
      state.seen += 1
      if (state.seen % 10 !== 0) return undefined
      state.spoilt += 1
      return fault
    },
  }
}

/** Node before 24 takes a reset that comes together with data for an ordinary end, so that nobody can know. */
const unframed: Fault[] = Number.parseInt(process.versions.node, 10) >= 24 ? ['truncate-unframed'] : []

describe.concurrent('the books', () => {
  test('show nothing lost where nothing is, over all kinds', async ({ world, expect }) => {
    const { service } = await served(world)
    const traffic = startTraffic({ url: service.url, kinds: KINDS, ratePerSecond: 100, slowMs: 50, maxSeconds: 1 })
    const books = await traffic.ended
    expect(books).toMatchObject({ lost: 0, twice: 0, badAnswers: 0, unverified: 0, losses: [] })
    for (const kind of KINDS) expect(books.byKind[kind]?.requests, kind).toBeGreaterThan(0)
    expect(books.events).toBeGreaterThan(20)
    expect(Object.keys(books.byDeployment)).toEqual(['d1'])
    expect(traffic.firstAnswerAt('d1')).toBe(books.byDeployment.d1?.firstAt)
    expect(await traffic.stop()).toBe(books)
  })

  test.for<Fault>(['drop', 'truncate', ...unframed, 'fallback', 'fail'])(
    'count as lost what the way to the service does: %s',
    async (fault, { world, expect }) => {
      const { proxy } = await served(world)
      const { state, fault: spoil } = everyTenth(fault)
      proxy.fault = spoil
      const kinds = { 'kept-alive': { concurrency: 2 }, fresh: { concurrency: 2 } }
      const books = await startTraffic({ url: proxy.url, kinds, maxRequests: 300 }).ended
      expect(state.spoilt).toBeGreaterThan(20)
      expect(books.lost).toBe(state.spoilt)
      expect(books.requests).toBe(state.seen)
      expect(books.losses).toHaveLength(20)
      expect(books.losses[0]?.isFallback).toBe(fault === 'fallback')
    },
  )

  test('see a POST that was handled twice, dropped, or answered and not handled', async ({ world, expect }) => {
    for (const fault of ['repeat', 'drop', 'swallow'] as const) {
      const { proxy } = await served(world)
      const { state, fault: spoil } = everyTenth(fault, 'POST')
      proxy.fault = spoil
      const books = await startTraffic({ url: proxy.url, kinds: ['posted'], maxRequests: 200 }).ended
      expect(state.spoilt).toBeGreaterThan(10)
      const isRepeat = fault === 'repeat'
      expect([books.twice, books.lost, books.unverified]).toEqual([
        isRepeat ? state.spoilt : 0,
        isRepeat ? 0 : state.spoilt,
        0,
      ])
    }
  })

  test('see an event that never comes and one that comes twice, and not a stream that is resumed', async ({
    world,
    expect,
  }) => {
    const { proxy } = await served(world)
    let first: number | undefined
    proxy.edit = (event, number) => {
      first ??= number
      if (number === first + 5) return ''
      return number === first + 10 ? event + event : event
    }
    const traffic = startTraffic({ url: proxy.url, kinds: { streamed: { concurrency: 1 } }, maxSeconds: 20 })
    const seen = () => traffic.books().events
    await expect.poll(seen, patient).toBeGreaterThan(15)
    proxy.cutStreams()
    await expect.poll(seen, patient).toBeGreaterThan(30)
    const books = await traffic.stop()
    expect(books).toMatchObject({ lost: 1, twice: 1, reconnects: 1 })
    expect(books.losses[0]?.error).toBe('gap')
  })

  test('see a WebSocket that breaks, and not one that is closed because the service goes away', async ({
    world,
    expect,
  }) => {
    const { service, folder, ledger, proxy } = await served(world)
    const kinds = { websocket: { concurrency: 3, ratePerSecond: 300 } }
    const traffic = startTraffic({ url: proxy.url, kinds, maxSeconds: 10 })
    const counted = () => traffic.books().requests
    await expect.poll(counted, patient).toBeGreaterThan(30)
    const next = await world.serve(folder, { RAILWAY_DEPLOYMENT_ID: 'd2', REHEARSAL_LEDGER: ledger })
    proxy.port = next.port
    service.process.kill('SIGTERM')
    await expect.poll(() => traffic.books().byDeployment.d2?.answers ?? 0, patient).toBeGreaterThan(30)
    expect(traffic.books()).toMatchObject({ lost: 0, reconnects: 3 })
    proxy.cutSockets()
    const before = counted()
    await expect.poll(counted, patient).toBeGreaterThan(before + 30)
    expect(await traffic.stop()).toMatchObject({ lost: 3, twice: 0, unverified: 0, reconnects: 6 })
  })

  test('follow a stream from one deployment to the next without a gap', async ({ world, expect }) => {
    const { service, folder, proxy } = await served(world)
    const traffic = startTraffic({ url: proxy.url, kinds: { streamed: { concurrency: 2 } }, maxSeconds: 10 })
    await expect.poll(() => traffic.books().events, patient).toBeGreaterThan(5)
    const next = await world.serve(folder, { RAILWAY_DEPLOYMENT_ID: 'd2' })
    proxy.port = next.port
    service.process.kill('SIGTERM')
    await expect.poll(() => traffic.books().byDeployment.d2?.answers ?? 0, patient).toBe(2)
    const before = traffic.books().events
    await expect.poll(() => traffic.books().events, patient).toBeGreaterThan(before + 5)
    expect(await traffic.stop()).toMatchObject({ lost: 0, twice: 0, reconnects: 2 })
  })

  test('keep a bad release’s own answers apart, also when it is known only later', async ({ world, expect }) => {
    const folder = await world.unpack({ behaviour: 'bad-after-switch', afterMs: 300 })
    const bad = await world.serve(folder, { RAILWAY_DEPLOYMENT_ID: 'bad', REHEARSAL_LEDGER: await world.ledger() })
    const known = new Set<string>()
    const traffic = startTraffic({
      url: bad.url,
      kinds: KINDS,
      ratePerSecond: 50,
      slowMs: 20,
      maxSeconds: 60,
      verifySeconds: 0.5,
      isBad: ({ deployment }) => known.has(deployment ?? ''),
    })
    const leastLost = () => Math.min(...Object.values(traffic.books().byKind).map(({ lost }) => lost))
    await expect.poll(leastLost, patient).toBeGreaterThan(0)
    known.add('bad')
    expect(traffic.books().lost).toBe(0)
    // The service that is to say what it handled answers 500 by now, so nothing can be said of ids.
    const books = await traffic.stop()
    expect(books.lost).toBe(0)
    for (const kind of KINDS) expect(books.byKind[kind]?.badAnswers, kind).toBeGreaterThan(0)
    expect(books.unverified).toBeGreaterThan(0)
    const span = (books.lastBadAt as number) - (books.firstBadAt as number)
    expect(span).toBeGreaterThan(0)
  })

  test('say how much they cannot verify when deployments keep their records to themselves', async ({
    world,
    expect,
  }) => {
    const folder = await world.unpack()
    const [first, second] = [await world.serve(folder), await world.serve(folder)]
    const proxy = await world.spoil(first)
    const traffic = startTraffic({ url: proxy.url, kinds: ['posted'], ratePerSecond: 200 })
    await expect.poll(() => traffic.books().requests, patient).toBeGreaterThan(20)
    proxy.port = second.port
    const books = await traffic.stop()
    expect(books.lost).toBe(0)
    expect(books.unverified).toBeGreaterThan(20)
  })

  test('are kept for a plain service too, and end by themselves', async ({ expect }) => {
    const paths = new Set<string>()
    const server = createServer((request, response) => {
      paths.add(request.url as string)
      response.end('hello')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const books = await startTraffic({ url, kinds: ['kept-alive', 'fresh'], path: '/hello?a=1', maxRequests: 200 })
      .ended
    server.close()
    expect(books).toMatchObject({ lost: 0, byDeployment: {} })
    expect(books.requests).toBeGreaterThanOrEqual(200)
    expect(books.requests).toBeLessThan(1_000)
    expect([...paths]).toEqual(['/hello?a=1'])
    const gone = await startTraffic({ url, kinds: ['fresh'], maxSeconds: 0.3 }).ended
    expect(gone.lost).toBe(gone.requests)
    expect(gone.losses[0]).toMatchObject({ status: 0, error: 'ECONNREFUSED' })
  })

  test('are not opened for options that make no sense; all that is wrong is told', ({ expect }) => {
    const start = () =>
      startTraffic({
        url: 'ftp://x',
        kinds: ['fresh', 'odd' as 'fresh'],
        ratePerSecond: 0,
        concurrency: 0,
        maxSeconds: -1,
      })
    expect(start).toThrow(TrafficError)
    expect(start).toThrow(/url must.*kinds names odd.*concurrency of fresh.*ratePerSecond of fresh.*maxSeconds/)
  })
})
