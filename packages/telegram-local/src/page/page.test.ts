import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bot, InlineKeyboard, InputFile, Keyboard } from 'grammy'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { chromium, describeWith } from '../../../../scripts/testing/needs.ts'
import { complaints, launchBrowser } from '../testing/browser.ts'
import { type Started, start, tokens } from '../testing/started.ts'
import { page as html, pageHeaders } from './page.ts'

test('the page asks for nothing from elsewhere, and its policy lets nothing else run', async () => {
  const { telegram } = await start()
  const response = await fetch(telegram.url)
  expect(await response.text()).toBe(html)
  for (const [name, value] of Object.entries(pageHeaders)) expect(response.headers.get(name)).toBe(value)
  expect(html).not.toMatch(/(?:src|href)="?http|@import|url\(/)
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\son\w+="/)
  expect(pageHeaders['content-security-policy']).toContain('frame-ancestors http://127.0.0.1:*')
})

let browser: Browser | undefined

/** A page that is closed when the test is over, with the complaints it made. */
async function open(
  address: string,
  viewport = { width: 1100, height: 720 },
): Promise<{ page: Page; heard: string[] }> {
  if (browser === undefined) throw new Error('The browser did not start')
  const page = await browser.newPage({ viewport })
  onTestFinished(() => page.close())
  const heard = complaints(page)
  await page.goto(address)
  return { page, heard }
}

/** A real bot on grammY that answers, with buttons, a keyboard and a file. */
function club({ telegram }: Started, token: string = tokens.testing): void {
  const bot = new Bot(token, { client: { apiRoot: telegram.url } })
  bot.command('start', (context) => context.reply('<b>Welcome</b> <i>back</i>', { parse_mode: 'HTML' }))
  bot.command('match', (context) => context.reply('Sunday?', { reply_markup: new InlineKeyboard().text('In', 'in') }))
  bot.command('register', (context) =>
    context.reply('Your contact, please', { reply_markup: new Keyboard().requestContact('Here it is') }),
  )
  bot.command('export', (context) => context.replyWithDocument(new InputFile(Buffer.from('a,b'), 'season.csv')))
  bot.on('message:contact', (context) => context.reply(`Thank you, ${context.message.contact.phone_number}`))
  bot.on('callback_query', async (context) => {
    await context.answerCallbackQuery({ text: 'Noted' })
    await context.editMessageText('You are in')
  })
  const running = bot.start()
  onTestFinished(async () => {
    await bot.stop()
    await running
  })
}

describeWith(chromium(), 'in a browser', (executablePath) => {
  beforeAll(async () => {
    browser = await launchBrowser(executablePath)
  })
  afterAll(() => browser?.close())

  test('a person writes, taps, shares a contact and saves a file', async () => {
    const started = await start()
    club(started)
    await started.api.setMyCommands([{ command: 'match', description: 'The next match' }])
    const { page, heard } = await open(`${started.telegram.page}&as=ada`)
    const words = page.getByRole('log')
    await page.getByRole('button', { name: '/match' }).click()
    await page.getByRole('button', { name: 'In', exact: true }).click()
    await words.getByText('You are in').waitFor()
    await page.getByText('Noted').waitFor()
    await page.getByRole('textbox', { name: 'Message' }).fill('/register')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Here it is' }).click()
    await words.getByText(/Thank you, \+447700900/).waitFor()
    await page.getByRole('textbox', { name: 'Message' }).fill('/start')
    await page.keyboard.press('Enter')
    await words.locator('b', { hasText: 'Welcome' }).waitFor()
    await page.getByRole('textbox', { name: 'Message' }).fill('/export')
    await page.keyboard.press('Enter')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save' }).click()
    expect((await download).suggestedFilename()).toBe('season.csv')
    expect(heard).toEqual([])
  })

  test('what others and bots write arrives by itself; names and texts are never markup', async () => {
    const started = await start()
    const { page, heard } = await open(`${started.telegram.page}&as=ada&chat=main`)
    const evil = '<img src=x onerror=document.title="caught">'
    await page.getByText('Nothing said here yet.').waitFor()
    await started.say(evil, `hello ${evil}`, 'main')
    await page.getByText(`hello ${evil}`).waitFor()
    await page.getByText(`${evil} made the group`).waitFor()
    await page.getByText('not shown to the bot').waitFor()
    const { chat } = await started.say('ada', '/start')
    await started.api.sendMessage(chat.id, 'to you alone')
    await page.getByLabel('1 new').waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).not.toBe('caught')
    expect(heard).toEqual([])
  })

  test('bot, person and chat are chosen with the keyboard, and kept over a reload', async () => {
    const started = await start()
    const { page } = await open(started.telegram.page)
    await page.getByRole('radio', { name: 'testing' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('combobox', { name: 'You are' }).fill('ben')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Leadership group/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Message' }).fill('/status')
    await page.keyboard.press('Enter')
    await page.getByText('Ben made the group').waitFor()
    await page.reload()
    await page.getByRole('log').getByText('/status').waitFor()
    expect(await page.getByRole('radio', { name: 'staging' }).isChecked()).toBe(true)
    expect(await page.getByRole('combobox', { name: 'You are' }).inputValue()).toBe('ben')
    await page.getByText('No process is running this bot right now.').waitFor()
  })

  test('it fits a narrow frame on a page of this machine, and no frame elsewhere', async () => {
    const started = await start()
    const framing = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<body style="margin:0"><iframe title="chat" src="${started.telegram.page}" width="380" height="600"></iframe>`,
      )
    })
    await new Promise<void>((resolve) => framing.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void framing.close())
    const { port } = framing.address() as AddressInfo
    const { page } = await open(`http://127.0.0.1:${port}/`, { width: 380, height: 600 })
    const frame = page.frameLocator('iframe')
    await frame.getByRole('textbox', { name: 'Message' }).fill('/start')
    await frame.getByRole('button', { name: 'Send' }).click()
    await frame.getByRole('log').getByText('/start').waitFor()
    const overflow = await page.frames()[1]?.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(overflow).toBe(0)
    const elsewhere = await open(`http://localhost:${port}/`)
    await expect.poll(() => elsewhere.heard.join()).toContain('frame-ancestors')
  })

  test('without its token the page says what is missing', async () => {
    const { telegram } = await start()
    const { page } = await open(`${telegram.url}/#token=wrong`)
    await page.getByRole('heading', { name: 'This page needs its token' }).waitFor()
  })
})
