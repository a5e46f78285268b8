// `kickai local` as its user meets it: a real process on a real repository, its page in a real browser, people who
// write to the bots. One start serves all tests; each leaves it as it was.

import { join } from 'node:path'
import { openSqliteStore } from '@kickai/store'
import { chromium as playwright } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { chromium, describeWith } from '../../scripts/testing/needs.ts'
import { openChats } from './fixtures/chats.ts'
import { type Checkout, makeCheckout } from './fixtures/checkout.ts'
import { availability, players, setUpClub } from './fixtures/club.ts'
import { kickai, type RunningLocal, startLocal, until } from './fixtures/kickai.ts'
import { killAllIn, processesIn } from './fixtures/processes.ts'
import { answersTo, startStream } from './fixtures/stream.ts'

let checkout: Checkout
let local: RunningLocal

beforeAll(async () => {
  checkout = await makeCheckout()
  local = await startLocal(checkout.folder)
}, 90_000)

afterAll(async () => {
  if (checkout === undefined) return
  try {
    await local?.end('SIGTERM')
  } finally {
    killAllIn(checkout.folder)
    checkout.remove()
  }
}, 30_000)

const processIds = (part: string) =>
  processesIn(checkout.folder).flatMap(({ pid, command }) => (command.includes(part) ? [pid] : []))

describe('a team answers while releases are switched in production', () => {
  test('every message is answered once, every change is made once', async () => {
    const chats = await openChats(local.document.page, 'production')
    await setUpClub(chats)
    const old = local.document.environments[2]
    const stream = startStream(chats)
    onTestFinished(async () => void (await stream.stop()))
    await until(
      () => stream.deployments(),
      (seen) => seen.length === 1,
    )

    const before = checkout.head()
    const commit = checkout.commit('apps/bot/src/telegram/commands/service.ts', 'Pong.', 'Pong, again.')
    onTestFinished(() => checkout.reset(before))
    const released = await kickai(checkout.folder, 'deploy', 'production')
    expect(released).toMatchObject({ verdict: 'live', identity: 'proven', commit })
    expect(released.digest).not.toBe(old.digest)
    await until(
      () => stream.deployments(),
      (seen) => seen.length === 2,
    )

    const back = await kickai(checkout.folder, 'rollback', 'production')
    expect(back).toMatchObject({ verdict: 'live', identity: 'proven', digest: old.digest })
    await until(
      () => stream.deployments(),
      (seen) => seen.length === 3,
    )
    const asked = await stream.stop()
    expect(await stream.deployments()).toEqual([old.deployment, released.deployment, back.deployment])

    const answers = await until(
      () => answersTo(chats, asked),
      (found) => [...found.values()].every(({ length }) => length > 0),
    )
    for (const [{ player, answer }, found] of answers)
      expect(found).toEqual([
        expect.objectContaining({
          text: expect.stringContaining(player ? `${player.name} is ${answer} for` : 'KICKAI'),
        }),
      ])

    const lastAnswers = players.map(({ person }) => asked.findLast(({ player }) => player?.person === person)?.answer)
    const overview = await availability(chats)
    const store = openSqliteStore({ path: join(checkout.folder, '.kickai/data/production/club.sqlite') })
    onTestFinished(() => store.close())
    for (const [index, { name }] of players.entries()) {
      const record = await store.get('teams/T1/matches/F1/availability', `P${index + 1}`)
      expect(record?.answer).toBe(lastAnswers[index])
      expect(overview).toContain(`P${index + 1} ${name}`)
    }
    const audit = (await store.list('teams/T1/audit')).filter(({ data }) => data.what === 'availability-answered')
    expect(audit).toHaveLength(asked.filter(({ player }) => player !== undefined).length)
    expect(new Set(audit.map(({ data }) => data.update)).size).toBe(audit.length)
  }, 60_000)
})

describeWith(chromium(), 'the page in a browser', (executablePath) => {
  test('shows what runs, ships a broken release at the press of a button, and has the chats', async () => {
    const isRoot = process.getuid?.() === 0
    const browser = await playwright.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] })
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (line) => {
      if (line.type() === 'error') complaints.push(line.text())
    })
    await page.goto(local.document.page)

    for (const { environment, commit, digest } of local.document.environments) {
      const card = page.getByRole('article', { name: environment })
      for (const text of ['live', commit.slice(0, 7), digest.slice('sha256:'.length, 19), 'proven', 'healthy'])
        await card.getByText(text).first().waitFor()
    }
    const count = page.getByRole('article', { name: 'production' }).locator('strong')
    const sent = async () => Number((await count.first().textContent())?.replaceAll(',', ''))
    const places = () => page.locator('article, dd, button, iframe').evaluateAll(measure)
    const [first, standing] = [await sent(), await places()]
    await until(sent, (now) => now > first + 1)
    expect(await places()).toEqual(standing)

    await page.getByRole('button', { name: 'Ship a broken release' }).click()
    await page.getByText('Under way', { exact: true }).waitFor()
    await page.getByText(/^Last one at .*: the old release came back by itself\.$/).waitFor()
    expect(await page.locator('#lost').textContent()).toBe('0')
    expect(await page.locator('#caught').textContent()).toMatch(/^\d+\.\d s$/)
    expect(Number((await page.locator('#sent').textContent())?.replaceAll(',', ''))).toBeGreaterThan(100)
    expect(await page.locator('#steps [data-tone=good]').count()).toBe(5)
    expect(await count.last().textContent()).toBe('0')

    const chat = page.frameLocator('iframe')
    await chat.getByRole('radio', { name: 'production' }).check({ force: true })
    await chat.getByRole('textbox', { name: 'Message' }).fill('/ping')
    await chat.getByRole('button', { name: 'Send' }).click()
    await chat.getByRole('log').getByText('Pong.').first().waitFor()

    await page.setViewportSize({ width: 380, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
    expect(complaints).toEqual([])
  }, 60_000)
})

describe('an end and another start', () => {
  test('a signal leaves nothing behind, and what is unchanged is up again as it was', async () => {
    expect(await local.end('SIGINT')).toBe(0)
    expect(processesIn(checkout.folder)).toEqual([])
    const { document } = local
    local = await startLocal(checkout.folder)
    expect((await fetch(local.document.page)).status).toBe(200)
    for (const [index, { environment, url, digest }] of document.environments.entries())
      expect(local.document.environments[index]).toMatchObject({
        ...{ environment, url, digest, verdict: 'live', identity: 'proven', unchanged: true },
      })
  }, 60_000)

  test('after a kill the next start finds what runs, ends what is left over, and each bot is polled once', async () => {
    const [services, telegram] = [processIds('bot.mjs'), processIds('telegram-local')]
    expect(services).toHaveLength(3)
    expect(await local.end('SIGKILL')).toBe('SIGKILL')
    local = await startLocal(checkout.folder)
    for (const result of local.document.environments)
      expect(result).toMatchObject({ unchanged: true, identity: 'proven' })
    expect(processIds('bot.mjs').toSorted()).toEqual(services.toSorted())
    const [left, ...others] = processIds('telegram-local')
    expect(others).toEqual([])
    expect(telegram).not.toContain(left)
    for (const part of ['main.ts local', 'supervisor/main.ts', 'router/main.ts'])
      expect(processIds(part)).toHaveLength(1)
    const chats = await openChats(local.document.page, 'staging')
    expect(await chats.ask('ada', 'kitchen', '/ping')).toBe('Pong.')
  }, 60_000)
})

/** Runs in the page: where elements stand, in pixels. */
function measure(elements: { getBoundingClientRect(): { x: number; y: number; width: number; height: number } }[]) {
  return elements.map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return [x, y, width, height].map(Math.round)
  })
}
