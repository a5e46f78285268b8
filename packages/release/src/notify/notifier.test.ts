import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../clock/system-clock.ts'
import type { Notice } from '../ports/notifier.ts'
import type { Destination } from './destination.ts'
import { usualOccasions } from './destination.ts'
import { openNotifier } from './notifier.ts'

const notice: Notice = {
  about: 'rollback failed',
  urgency: 'high',
  environment: 'production',
  release: 'rel_1',
  kind: 'deploy',
  sentence: 'The old one does <not> serve & nobody knows @everyone.',
  reason: { code: 'rollback-timeout', sentence: 'x' },
  artifact: { kind: 'bundle', digest: `sha256:${'ab'.repeat(32)}` },
  remarks: ['The hook after going back (reopen) ended with code 3.'],
}

interface Received {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A server on this machine that answers each request by the next of `answers`, the last of them again and again. */
async function server(...answers: ((response: ServerResponse) => void)[]) {
  const received: Received[] = []
  const listening = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) })
    answers[Math.min(received.length, answers.length) - 1]?.(response)
  })
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => {
    listening.closeAllConnections()
    listening.close()
  })
  const { port } = listening.address() as AddressInfo
  return { received, url: `http://127.0.0.1:${port}/services/planted-address` }
}

const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end('words')
const times = { attemptMs: 150, overallMs: 600, pauseMs: 10 }
const never = new AbortController().signal

function notifierTo(values: Record<string, string>, destination: Partial<Destination> = {}) {
  const whole: Destination = { kind: 'url', address: 'env:URL', on: usualOccasions, ...destination }
  const secrets = { resolve: async (reference: string) => values[reference] }
  return openNotifier([whole], { secrets, clock: systemClock, times })
}

describe('what is sent', () => {
  it('to Slack is a text in which nothing is a command', async () => {
    const { url, received } = await server(status(200))
    expect(await notifierTo({ 'env:URL': url }, { kind: 'slack' }).notify(notice, never)).toEqual([])
    const { text: said } = JSON.parse(received[0]?.body ?? '')
    expect(said).toMatch(/^ALERT: production: sha256:abababababab rollback failed\n/)
    expect(said).toContain('&lt;not&gt; serve &amp; nobody')
    expect(said).toContain('(reopen) ended with code 3')
  })

  it('to Discord calls nobody by name and is no longer than it takes', async () => {
    const { url, received } = await server(status(204))
    const long = { ...notice, remarks: ['⚽'.repeat(3_000)] }
    expect(await notifierTo({ 'env:URL': url }, { kind: 'discord' }).notify(long, never)).toEqual([])
    const sent = JSON.parse(received[0]?.body ?? '')
    expect(sent.allowed_mentions).toEqual({ parse: [] })
    expect(sent.content.length).toBe(2_000)
  })

  it('to any URL is the whole notice, signed where there is a key', async () => {
    const { url, received } = await server(status(200))
    const values = { 'env:URL': url, 'env:KEY': 'planted-key' }
    expect(await notifierTo(values, { key: 'env:KEY' }).notify(notice, never)).toEqual([])
    const { headers, body } = received[0] as Received
    expect(JSON.parse(body)).toEqual({ schemaVersion: 1, sentAt: expect.any(Number), ...notice })
    expect(headers['x-kickai-signature']).toBe(
      `sha256=${createHmac('sha256', 'planted-key').update(body).digest('hex')}`,
    )
    expect(body).not.toContain('planted-key')
    await notifierTo(values).notify(notice, never)
    expect(received[1]?.headers).not.toHaveProperty('x-kickai-signature')
  })

  it('is only what a destination wants to hear of', async () => {
    const { url, received } = await server(status(200))
    const blocked: Notice = { ...notice, about: 'blocked' }
    await notifierTo({ 'env:URL': url }).notify(blocked, never)
    expect(received).toEqual([])
    await notifierTo({ 'env:URL': url }, { on: ['blocked'] }).notify(blocked, never)
    expect(received).toHaveLength(1)
  })
})

describe('a destination that does not take it', () => {
  const hang = () => undefined
  const slow = (response: ServerResponse) => {
    setTimeout(() => response.writeHead(200).end(), 400).unref()
  }
  const torn = (response: ServerResponse) => {
    response.destroy()
  }
  it.each([
    ['puts it off, as it asks for', [status(429, { 'retry-after': '0.05' }), status(200)], [], 2],
    ['fails at first', [status(500), status(503), status(200)], [], 3],
    ['breaks off at first', [torn, status(200)], [], 2],
    ['is too slow at first', [slow, status(200)], [], 2],
    ['refuses it', [status(404)], ['It answered 404.'], 1],
    ['sends it elsewhere', [status(302, { location: 'http://127.0.0.1:1/' })], ['It answered 302.'], 1],
    ['puts it off for too long', [status(429, { 'retry-after': '60' })], ['It answered 429. It was tried once.'], 1],
    ['always fails', [status(500)], ['It answered 500. It was tried 5 times.'], 5],
    [
      'never answers',
      [hang],
      [expect.stringMatching(/^There was no answer within 0\.\d+ s\. It was tried (once|\d times)\.$/)],
      undefined,
    ],
  ])('%s', async (_name, answers, sentences, requests) => {
    const { url, received } = await server(...answers)
    const undelivered = await notifierTo({ 'env:URL': url }).notify(notice, never)
    expect(undelivered).toEqual(sentences.map((sentence) => ({ to: 'url (env:URL)', sentence })))
    if (requests !== undefined) expect(received).toHaveLength(requests)
    expect(JSON.stringify(undelivered)).not.toMatch(/planted|127\.0\.0\.1/)
  })

  it('is not there at all', async () => {
    const { url } = await server(status(200))
    const gone = url.replace(/:\d+/, ':1')
    expect(await notifierTo({ 'env:URL': gone }).notify(notice, never)).toEqual([
      { to: 'url (env:URL)', sentence: 'There was no connection (ECONNREFUSED). It was tried 5 times.' },
    ])
  })

  it('is given up at once when the command is asked to stop', async () => {
    const { url } = await server(hang)
    const stop = new AbortController()
    const told = notifierTo({ 'env:URL': url }).notify(notice, stop.signal)
    stop.abort()
    expect(await told).toMatchObject([{ sentence: expect.stringContaining('asked to stop') }])
  })

  it.each([
    ['has no value', {}, 'env:URL has no value.'],
    ['is no address', { 'env:URL': 'planted-value' }, 'env:URL holds no https address.'],
    ['is not encrypted', { 'env:URL': 'http://planted.example/x' }, 'env:URL holds no https address.'],
    ['has no key', { 'env:URL': 'https://planted.example' }, 'env:KEY has no value.'],
  ])('because its reference %s is told by preflight, and by the notice again', async (_name, values, sentence) => {
    const notifier = notifierTo(values, { key: 'env:KEY' })
    expect(await notifier.inspect?.()).toMatchObject([
      { code: 'notice-undeliverable', severity: 'notice', sentence: `url (env:URL) will not be told: ${sentence}` },
    ])
    expect(await notifier.notify(notice, never)).toEqual([{ to: 'url (env:URL)', sentence }])
  })
})
