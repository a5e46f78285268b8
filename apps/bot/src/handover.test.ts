import { join } from 'node:path'
import { openSqliteStore } from '@kickai/store'
import { expect, test } from 'vitest'
import { type FixtureBot, startFixtureBot } from '../fixtures/bot.ts'
import { temporaryDirectory } from '../fixtures/club.ts'
import { type FixtureTelegram, startFixtureTelegram } from '../fixtures/telegram.ts'

interface Overlap {
  readonly telegram: FixtureTelegram
  readonly file: string
  start(): Promise<FixtureBot>
}

const groups = ['oakhill', 'oakhill-committee', 'elsewhere']

async function open(): Promise<Overlap> {
  const telegram = await startFixtureTelegram()
  const file = join(temporaryDirectory(), 'club.sqlite')
  const admins = [await telegram.idOf('mary')]
  const first = { telegram, file, start: () => startFixtureBot({ telegram, file, admins }) }
  return first
}

/** Sends commands into several chats, one after the other; each adds a player or only asks for an answer. */
async function stream(telegram: FixtureTelegram, from: number, to: number): Promise<Map<string, number[]>> {
  const asked = new Map<string, number[]>(groups.map((group) => [group, []]))
  for (let number = from; number < to; number++) {
    const group = groups[number % groups.length] ?? ''
    const phone = `07700 900${String(number).padStart(3, '0')}`
    const text = group === 'oakhill-committee' ? `/addplayer Player ${number} ${phone}` : '/ping'
    asked.get(group)?.push(await telegram.say('sue', group, text))
  }
  return asked
}

/** How often each message was answered. */
async function answered(telegram: FixtureTelegram, asked: Map<string, number[]>): Promise<number[]> {
  const counts: number[] = []
  for (const [group, ids] of asked) {
    const answers = await telegram.answers(group)
    for (const id of ids) counts.push(answers.filter(({ replyTo }) => replyTo === id).length)
  }
  return counts
}

async function untilAnswered(telegram: FixtureTelegram, asked: Map<string, number[]>): Promise<void> {
  const deadline = Date.now() + 15_000
  while ((await answered(telegram, asked)).includes(0)) {
    if (Date.now() > deadline) throw new Error('Some messages were never answered.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function setUp(telegram: FixtureTelegram): Promise<void> {
  await telegram.ask('mary', 'oakhill', '/setup main Oakhill')
  await telegram.ask('mary', 'oakhill-committee', '/setup leadership')
}

function merge(...parts: Map<string, number[]>[]): Map<string, number[]> {
  return new Map(groups.map((group) => [group, parts.flatMap((part) => part.get(group) ?? [])]))
}

function timeOf(bot: FixtureBot, text: string): number {
  const line = bot.lines.findLast((each) => each.includes(text)) ?? '{}'
  return Date.parse((JSON.parse(line) as { time: string }).time)
}

test('while processes take over from one another under a stream of messages, each is answered exactly once', async () => {
  const { telegram, file, start } = await open()
  const first = await start()
  await first.phase('ready')
  await setUp(telegram)
  const second = await start()
  await second.phase('standby')
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
  expect(await (await fetch(`${second.url}/health`)).json()).toMatchObject({ status: 'healthy', state: 'standby' })

  const before = await stream(telegram, 0, 20)
  const during = stream(telegram, 20, 80)
  expect(await first.end('SIGTERM')).toBe(0)
  await second.phase('ready')
  const third = await start()
  await third.phase('standby')
  expect(await second.end('SIGTERM')).toBe(0)
  await third.phase('ready')
  const asked = merge(before, await during, await stream(telegram, 80, 100))

  await untilAnswered(telegram, asked)
  expect(await third.end('SIGTERM')).toBe(0)
  expect((await answered(telegram, asked)).every((count) => count === 1)).toBe(true)
  expect(timeOf(second, 'lease taken') - timeOf(first, 'term ended')).toBeLessThan(1000)
  expect(timeOf(third, 'lease taken') - timeOf(second, 'term ended')).toBeLessThan(1000)

  const store = openSqliteStore({ path: file })
  const players = await store.list('teams/T1/players')
  expect(players).toHaveLength(asked.get('oakhill-committee')?.length ?? 0)
  expect(new Set(players.map(({ data }) => data.phone)).size).toBe(players.length)
  expect(await store.list('bots/1001/waiting')).toEqual([])
  expect(await store.list('bots/1001/outbox')).toEqual([])
  expect((await store.list('bots/1001/sent')).filter(({ data }) => data.mayRepeat)).toEqual([])
  await store.close()
})

test('after a kill in the middle nothing is lost, no change is made twice, and what may repeat is counted', async () => {
  const { telegram, file, start } = await open()
  const killed = await start()
  await killed.phase('ready')
  await setUp(telegram)
  const streaming = stream(telegram, 0, 45)
  await killed.line((line) => line.includes('"action":"add-player"'))
  expect(await killed.end('SIGKILL')).toBe('SIGKILL')
  const asked = await streaming
  const next = await start()
  await next.phase('ready')
  await untilAnswered(telegram, asked)
  await next.end('SIGTERM')

  const store = openSqliteStore({ path: file })
  const players = await store.list('teams/T1/players')
  expect(players).toHaveLength(15)
  expect(new Set(players.map(({ id }) => id)).size).toBe(15)
  expect((await store.get('teams/T1/counters', 'player'))?.last).toBe(15)
  const counted = (await store.list('bots/1001/sent')).filter(({ data }) => data.mayRepeat).length
  const repeated = (await answered(telegram, asked)).filter((count) => count > 1).length
  expect(repeated).toBeLessThanOrEqual(counted)
  await store.close()
})
