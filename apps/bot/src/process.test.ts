import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { settingsFingerprint } from '@kickai/bundle'
import { expect, onTestFinished, test } from 'vitest'
import { startFixtureBot } from '../fixtures/bot.ts'
import { temporaryDirectory } from '../fixtures/club.ts'
import { startProcess } from '../fixtures/processes.ts'
import { startFixtureTelegram } from '../fixtures/telegram.ts'

const program = join(import.meta.dirname, 'main.ts')

/** When a process wrote its line with a message. */
function timeOf(bot: { lines: readonly string[] }, message: string): number {
  const line = bot.lines.findLast((each) => each.includes(`"msg":"${message}"`)) ?? '{}'
  return Date.parse((JSON.parse(line) as { time: string }).time)
}

/** A server that answers everything alike, to stand where Telegram would. */
async function serve(status: number, body: object): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(JSON.stringify(body)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('settings that cannot be used end it with 2, every problem told, and no value printed', async () => {
  const given = {
    ENVIRONMENT: 'NotALowerCaseName',
    TELEGRAM_BOT_TOKEN: 'not-a-token-at-all',
    KICKAI_STOER: 'sqlite:/some/where.sqlite',
    AI_PROVIDER: 'google_gemini',
    GOOGLE_API_KEY: 'key with spaces',
    PORT: '0',
  }
  const bot = startProcess(program, [], given)
  expect(await bot.ended).toBe(2)
  const problems = bot.lines.map((line) => JSON.parse(line) as { code: string; name: string; wayOut: string })
  expect(problems.map(({ code, name }) => `${code} ${name}`)).toEqual([
    'setting-invalid ENVIRONMENT',
    'setting-invalid TELEGRAM_BOT_TOKEN',
    'setting-missing KICKAI_STORE',
    'setting-invalid GOOGLE_API_KEY',
    'setting-unknown KICKAI_STOER',
  ])
  const { PORT, ...values } = given
  for (const value of Object.values(values)) expect(bot.lines.join('\n') + bot.errors()).not.toContain(value)
})

test('a taken port and a store that is none are told by name, with exit code 2', async () => {
  const telegram = await startFixtureTelegram()
  const file = join(temporaryDirectory(), 'club.sqlite')
  const first = await startFixtureBot({ telegram, file })
  const settings = { ENVIRONMENT: 'testing', TELEGRAM_BOT_TOKEN: telegram.token, KICKAI_STORE: `sqlite:${file}` }
  const second = startProcess(program, [], { ...settings, PORT: new URL(first.url).port })
  expect(await second.ended).toBe(2)
  expect(second.lines.join('\n')).toContain('"code":"port-in-use"')
  const third = startProcess(program, [], { ...settings, PORT: '0', KICKAI_STORE: `sqlite:${program}` })
  expect(await third.ended).toBe(2)
  expect(third.lines.join('\n')).toContain('"code":"store-unreadable"')
})

test('an idle process is gone within a second, a waiting one too', async () => {
  const telegram = await startFixtureTelegram()
  const file = join(temporaryDirectory(), 'club.sqlite')
  const holder = await startFixtureBot({ telegram, file })
  await holder.phase('ready')
  const waiting = await startFixtureBot({ telegram, file })
  await waiting.phase('standby')
  for (const bot of [waiting, holder]) {
    expect(await bot.end('SIGTERM')).toBe(0)
    expect(timeOf(bot, 'stopped') - timeOf(bot, 'draining')).toBeLessThan(1000)
    expect(bot.errors()).toBe('')
  }
})

test('a Telegram that is away degrades it; reasons need the probe token, and the bot’s token is in no line', async () => {
  const telegram = await startFixtureTelegram()
  const file = join(temporaryDirectory(), 'club.sqlite')
  const probeToken = 'probe-token-of-the-fixture'
  const environment = {
    KICKAI_TELEGRAM_API: await serve(502, { ok: false, error_code: 502, description: `Bad gateway ${telegram.token}` }),
    KICKAI_PROBE_TOKEN: probeToken,
    KICKAI_SETTINGS: 'KICKAI_PROBE_TOKEN,LOG_LEVEL',
    RAILWAY_DEPLOYMENT_ID: 'deployment-1',
    RAILWAY_PUBLIC_DOMAIN: '127.0.0.1:1',
    LOG_LEVEL: 'DEBUG',
  }
  const bot = await startFixtureBot({ telegram, file, environment })
  await bot.phase('ready')
  await bot.line((line) => line.includes('Bad gateway'))
  const open = await fetch(`${bot.url}/health`)
  expect(open.status).toBe(200)
  const body = (await open.json()) as { services: { telegram: object } }
  expect(body).toMatchObject({
    status: 'degraded',
    deployment: 'deployment-1',
    services: { telegram: { status: 'disconnected' } },
  })
  expect(body.services.telegram).not.toHaveProperty('reason')
  const told = await fetch(`${bot.url}/health`, { headers: { authorization: `Bearer ${probeToken}` } })
  const confided = (await told.json()) as object
  expect(confided).toHaveProperty('services.telegram.reason')
  const settings = settingsFingerprint(probeToken, [
    ['KICKAI_PROBE_TOKEN', probeToken],
    ['LOG_LEVEL', 'DEBUG'],
  ])
  expect(confided).toHaveProperty('settings', settings)
  expect(body).not.toHaveProperty('settings')
  await bot.end('SIGTERM')
  expect(bot.lines.join('\n')).not.toContain(telegram.token)
  expect(bot.lines.join('\n')).toContain('Bad gateway [secret]')
})

test('a token that Telegram refuses makes it unhealthy', async () => {
  const telegram = await startFixtureTelegram()
  const refusing = await serve(401, { ok: false, error_code: 401, description: 'Unauthorized' })
  const file = join(temporaryDirectory(), 'club.sqlite')
  const bot = await startFixtureBot({ telegram, file, environment: { KICKAI_TELEGRAM_API: refusing } })
  await bot.phase('ready')
  const health = await fetch(`${bot.url}/health`)
  expect(health.status).toBe(500)
  expect(await health.json()).toMatchObject({ status: 'unhealthy', services: { telegram: { status: 'refused' } } })
})
