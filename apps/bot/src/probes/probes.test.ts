import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CallRecord, callRecord, createHealthServer, type Probe, startProbes } from '@kickai/health'
import { Secret } from '@kickai/settings'
import { GrammyError } from 'grammy/web'
import { expect, onTestFinished, test } from 'vitest'
import { updateRecord } from '../telegram/update-record.ts'
import { modelProbe } from './model.ts'
import { storeProbe } from './store.ts'
import { telegramProbe } from './telegram.ts'

/** Asks once, as the process does. */
async function answerOf(probe: Probe) {
  const probes = startProbes([probe])
  await probes.firstRound
  probes.stop()
  return probes.results()[probe.name]
}

/** A provider that answers everything with one status, and what it was asked. */
async function provider(status: number | 'never') {
  const asked: { method: string; path: string; key: unknown; body: string }[] = []
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      asked.push({ method, path, key: headers['x-goog-api-key'], body })
      if (status !== 'never') response.writeHead(status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const gemini = (api: string, calls: CallRecord = callRecord()) =>
  modelProbe({ provider: 'google_gemini', name: 'gemini-3.8-flash', api, key: new Secret('key-of-google') }, calls)

test('Gemini is asked whether it knows the model, with the key in a header, and generates nothing', async () => {
  const { api, asked } = await provider(200)
  expect(await answerOf(gemini(api))).toMatchObject({
    status: 'operational',
    verdict: 'good',
    detail: { provider: 'google_gemini', model: 'gemini-3.8-flash' },
  })
  expect(asked).toEqual([{ method: 'GET', path: '/v1beta/models/gemini-3.8-flash', key: 'key-of-google', body: '' }])
})

test('Ollama is asked to show the model', async () => {
  const { api, asked } = await provider(200)
  const probe = modelProbe({ provider: 'ollama', name: 'qwen3', api }, callRecord())
  expect(await answerOf(probe)).toMatchObject({ status: 'operational', detail: { provider: 'ollama', model: 'qwen3' } })
  expect(asked).toMatchObject([{ method: 'POST', path: '/api/show', body: '{"model":"qwen3"}' }])
})

test.each([
  [400, 'refused', 'GOOGLE_API_KEY'],
  [403, 'refused', 'GOOGLE_API_KEY'],
  [404, 'unknown-model', 'AI_MODEL_NAME'],
  [429, 'quota-used-up', 'no more requests'],
  [503, 'unavailable', '503'],
] as const)('a model that answers %i degrades the service as %s', async (status, word, reason) => {
  const { api } = await provider(status)
  const result = await answerOf(gemini(api))
  expect(result).toMatchObject({ status: word, verdict: 'degraded', reason: expect.stringContaining(reason) })
  expect(JSON.stringify(result)).not.toContain('key-of-google')
})

test('a model that does not answer, and one that is nowhere, are unavailable', async () => {
  const { api } = await provider('never')
  const hanging = { ...gemini(api), limitMilliseconds: 50 }
  expect(await answerOf(hanging)).toMatchObject({
    status: 'unavailable',
    verdict: 'degraded',
    reason: expect.stringContaining('50 ms'),
  })
  expect(await answerOf(gemini('http://127.0.0.1:1'))).toMatchObject({ status: 'unavailable', verdict: 'degraded' })
})

/** What `/health` says of the model and of all, for who shows the probe token or not. */
async function healthWith(probe: Probe) {
  const probes = startProbes([probe])
  await probes.firstRound
  const server = createHealthServer()
  onTestFinished(async () => {
    probes.stop()
    await server.close({ lingerMilliseconds: 0, limitMilliseconds: 100 })
  })
  server.watch(probes)
  server.confide({}, (candidate) => candidate === 'the-token')
  server.enter('ready')
  const port = await server.listen({ port: 0, hosts: ['127.0.0.1'] })
  return async (token = '') => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`http://127.0.0.1:${port}/health`, { headers })
    const { status, services } = (await answer.json()) as { status: string; services: { ai: object } }
    return { code: answer.status, status, ai: services.ai }
  }
}

test('the last real call of the model is told at once, and one that failed lately degrades the service', async () => {
  const { api, asked } = await provider(200)
  const calls = callRecord()
  const health = await healthWith(gemini(api, calls))
  expect((await health('the-token')).ai).not.toHaveProperty('lastCall')

  await calls.call(async () => 'a text')
  expect(await health()).toMatchObject({
    status: 'healthy',
    ai: { status: 'operational', lastCall: 'ok', lastCallAt: expect.any(String), lastCallMs: expect.any(Number) },
  })

  const spent = Object.assign(new Error('a text, with key-of-google'), { statusCode: 429 })
  await expect(calls.call(() => Promise.reject(spent))).rejects.toBe(spent)
  const failing = { code: 200, status: 'degraded', ai: { status: 'failing', lastCall: 'failed' } }
  expect(await health()).toMatchObject(failing)
  expect((await health()).ai).not.toHaveProperty('reason')
  expect(await health('the-token')).toMatchObject({
    ai: { reason: 'The last call of the model failed 0 s ago (429).' },
  })
  expect(JSON.stringify(await health('the-token'))).not.toMatch(/a text|key-of-google/)

  await calls.call(async () => 'a text')
  expect(await health()).toMatchObject({ status: 'healthy', ai: { lastCall: 'ok' } })
  expect(asked).toHaveLength(1)
})

test('a failed call tells nothing of now after five minutes, and less than what the provider says itself', async () => {
  const failed = (secondsAgo: number): CallRecord => ({
    ...callRecord(),
    last: () => ({ at: Date.now() - secondsAgo * 1000, latencyMs: 5, failure: 'ECONNRESET' }),
  })
  const { api } = await provider(200)
  expect(await answerOf(gemini(api, failed(295)))).toMatchObject({ status: 'failing', verdict: 'degraded' })
  expect(await answerOf(gemini(api, failed(305)))).toMatchObject({
    status: 'operational',
    verdict: 'good',
    detail: { lastCall: 'failed' },
  })
  const away = await provider(404)
  expect(await answerOf(gemini(away.api, failed(1)))).toMatchObject({
    status: 'unknown-model',
    detail: { lastCall: 'failed' },
  })
})

test('the rules need nobody', async () => {
  expect(await answerOf(modelProbe({ provider: 'rules' }, callRecord()))).toMatchObject({
    status: 'operational',
    detail: { provider: 'rules' },
  })
})

test('a store that cannot be read makes the service unhealthy', async () => {
  const away = storeProbe({ get: async () => Promise.reject(new Error('The store is away.')) }, 'firestore')
  expect(await answerOf(away)).toMatchObject({ status: 'disconnected', verdict: 'unhealthy' })
  const there = storeProbe({ get: async () => undefined }, 'firestore')
  expect(await answerOf(there)).toMatchObject({ status: 'connected', verdict: 'good', detail: { store: 'firestore' } })
})

const me = { id: 1, username: 'bot', readsEverything: true }

test('Telegram: the last update is told, and a bot that fetches nothing in its turn is degraded', async () => {
  const record = updateRecord()
  const probe = telegramProbe({ profile: async () => me }, record)
  expect(await answerOf(probe)).toMatchObject({ status: 'connected', verdict: 'good' })
  const updateAt = Date.now() - 7 * 86_400_000
  Object.assign(record, { since: updateAt, polledAt: Date.now() - 20_000, updateAt })
  expect(await answerOf(probe)).toMatchObject({
    status: 'connected',
    detail: { lastUpdateAt: new Date(updateAt).toISOString() },
  })
  record.polledAt = Date.now() - 121_000
  expect(await answerOf(probe)).toMatchObject({ status: 'not-fetching', verdict: 'degraded' })
  // While it is another process's turn, this one is not to fetch anything.
  record.since = undefined
  expect(await answerOf(probe)).toMatchObject({ status: 'connected' })
})

test('Telegram: a token that is refused can never work, and one that nobody answers for may', async () => {
  const failing = (error: Error) => telegramProbe({ profile: () => Promise.reject(error) }, updateRecord())
  const refused = { ok: false, error_code: 401, description: 'Unauthorized' } as const
  const error = new GrammyError('refused', refused, 'getMe', {})
  expect(await answerOf(failing(error))).toMatchObject({ status: 'refused', verdict: 'unhealthy' })
  expect(await answerOf(failing(new Error('away')))).toMatchObject({ status: 'disconnected', verdict: 'degraded' })
})
