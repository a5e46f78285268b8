import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startTelegram } from '@kickai/telegram-local'
import { expect, onTestFinished, test } from 'vitest'
import { firestore, model, type Subject, settings, telegram } from './index.ts'

const good = {
  ENVIRONMENT: 'production',
  TELEGRAM_BOT_TOKEN: '1001:AA-planted-token',
  KICKAI_STORE: 'sqlite:/data/club.sqlite',
}

function subjectOf(values: Subject['settings'], missing: string[] = []): Subject {
  const signal = AbortSignal.timeout(5_000)
  return { environment: 'production', service: 'bot', settings: values, missing, signal }
}

const secret = (value: string) => ({ reveal: () => value })
const codesOf = (found: readonly { readonly code: string }[]) => found.map(({ code }) => code)

test('settings are found wanting all at once, and what is missing for want of a secret is not said again', async () => {
  expect(await settings(subjectOf({ ...good, TELEGRAM_BOT_TOKEN: secret(good.TELEGRAM_BOT_TOKEN) }))).toEqual([])
  const { TELEGRAM_BOT_TOKEN: _, ...less } = good
  const wrong = { ...less, GOOGLE_API_KEY: 'dummy-key', AI_MODEL_NAME: 'llama2', KICKAI_STOER: 'x' }
  const found = await settings(subjectOf(wrong))
  expect(codesOf(found)).toEqual(['setting-missing', 'setting-placeholder', 'setting-unknown', 'setting-retired-model'])
  expect(codesOf(await settings(subjectOf(wrong, ['TELEGRAM_BOT_TOKEN'])))).not.toContain('setting-missing')
})

test('Telegram is asked who the bot is and whether a webhook takes its updates away', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kickai-checks-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const running = await startTelegram({ directory, bots: [{ name: 'production', token: good.TELEGRAM_BOT_TOKEN }] })
  onTestFinished(() => running.stop())
  const subject = subjectOf({ ...good, KICKAI_TELEGRAM_API: `${running.url}/` })
  expect(await telegram(subject)).toEqual([])

  const webhook = new URLSearchParams({ url: 'http://127.0.0.1:9/hidden' })
  await fetch(`${running.url}/bot${good.TELEGRAM_BOT_TOKEN}/setWebhook?${webhook}`)
  const [found, ...more] = await telegram(subject)
  expect(more).toEqual([])
  expect(found).toMatchObject({ code: 'telegram-webhook-elsewhere', sentence: expect.stringContaining('127.0.0.1:9') })
  expect(JSON.stringify(found)).not.toContain('hidden')

  const other = subjectOf({ ...good, TELEGRAM_BOT_TOKEN: '77:AA-nobody', KICKAI_TELEGRAM_API: running.url })
  expect(codesOf(await telegram(other))).toEqual(['telegram-token-refused'])
  const { TELEGRAM_BOT_TOKEN: _, ...less } = good
  expect(await telegram(subjectOf({ ...less, KICKAI_TELEGRAM_API: running.url }))).toEqual([])
})

/** A provider of models that answers each question with the next status, and keeps what it was asked. */
async function provider(...statuses: number[]) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(
      `${request.method} ${request.url} ${request.headers['x-goog-api-key'] ?? ''} ${await text(request)}`.trim(),
    )
    response.writeHead(statuses.shift() ?? 500).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test.each([
  [[200, 200], []],
  [[404], ['model-unknown', 'problem']],
  [[403], ['model-key-refused', 'problem']],
  [
    [200, 429],
    ['model-quota-used-up', 'notice'],
  ],
  [[503], ['model-unavailable', 'notice']],
])('a model whose provider answers %j', async (statuses, told) => {
  const { asked, url } = await provider(...statuses)
  const gemini = { AI_PROVIDER: 'google_gemini', KICKAI_GEMINI_API: url, GOOGLE_API_KEY: secret('a-key') }
  const found = await model(subjectOf({ ...good, ...gemini }))
  // What says nothing of its severity holds a release up.
  expect(found.flatMap(({ code, severity = 'problem' }) => [code, severity])).toEqual(told)
  expect(asked).toHaveLength(statuses.length)
  expect(asked[0]).toMatch(/^GET \/v1beta\/models\/gemini-[\w.-]+ a-key$/)
  if (asked[1]) expect(asked[1]).toMatch(/^POST \/v1beta\/models\/.*:generateContent a-key .*"maxOutputTokens":1/)
})

test('a model of Ollama, and none', async () => {
  const { asked, url } = await provider(200, 200)
  expect(await model(subjectOf({ ...good, AI_PROVIDER: 'ollama', OLLAMA_URL: url, AI_MODEL_NAME: 'qwen3' }))).toEqual(
    [],
  )
  expect(asked).toMatchObject([expect.stringMatching(/^POST \/api\/show/), expect.stringMatching(/"num_predict":1/)])
  expect(await model(subjectOf(good))).toEqual([])
})

test('a store that lies in the service itself is asked by nobody', async () => {
  expect(await firestore(subjectOf(good))).toEqual([])
})
