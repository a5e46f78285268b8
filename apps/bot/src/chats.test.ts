import { join } from 'node:path'
import { openSqliteStore } from '@kickai/store'
import { expect, test } from 'vitest'
import { type FixtureBot, startFixtureBot } from '../fixtures/bot.ts'
import { temporaryDirectory } from '../fixtures/club.ts'
import { type FixtureTelegram, startFixtureTelegram } from '../fixtures/telegram.ts'

interface Club {
  readonly telegram: FixtureTelegram
  readonly bot: FixtureBot
  readonly file: string
}

/** Mary runs the bot, sue is of the committee; `oakhill` is the main chat and `oakhill-committee` the leadership chat. */
async function openTeam(): Promise<Club> {
  const telegram = await startFixtureTelegram()
  const file = join(temporaryDirectory(), 'club.sqlite')
  const bot = await startFixtureBot({ telegram, file, admins: [await telegram.idOf('mary')] })
  await bot.phase('ready')
  await telegram.ask('mary', 'oakhill', '/setup main Oakhill')
  await telegram.ask('mary', 'oakhill-committee', '/setup leadership')
  return { telegram, bot, file }
}

const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
const later = new Date(Date.now() + 27 * 86_400_000).toISOString().slice(0, 10)

test('from an empty bot to an overview of who can play', async () => {
  const { telegram, bot } = await openTeam()
  const committee = 'oakhill-committee'
  expect((await telegram.ask('sue', committee, '/addplayer Dan Okafor 07700 900123 centre mid')).text).toBe(
    'Added P1 Dan Okafor, +44 7700 900123, midfielder.\nTell them to write /start to @kickai_testing_bot in private and share their number.',
  )
  await telegram.ask('sue', committee, '/addplayer Ade Bello, 07700 900124')
  const planned = await telegram.ask(
    'sue',
    committee,
    `/newmatch Thornbury Rovers, ${soon} 10:30, away, Mundy Playing Fields`,
  )
  expect(planned.text).toMatch(
    /^The match is planned\.\nF1 Thornbury Rovers \(away\), \w+ \d+ \w+ \d{4}, 10:30 (GMT|BST), Mundy Playing Fields\n/,
  )

  const greeting = await telegram.ask('dan', 'private', '/start')
  expect(greeting.text).toContain(`Your Telegram id is ${await telegram.idOf('dan')}.`)
  expect(greeting.keyboard).toMatchObject({ rows: [[{ text: 'Share my number', asksContact: true }]] })
  const shared = await telegram.share('dan', { phone: '447700900123' })
  const [linked] = await telegram.answersAfter('dan', shared, 1)
  expect(linked).toMatchObject({
    text: expect.stringContaining('You are P1 Dan Okafor of Oakhill.'),
    keyboard: { kind: 'remove' },
  })
  expect((await telegram.answers(committee)).at(-1)?.text).toBe('P1 Dan Okafor is now here in Telegram.')

  expect((await telegram.ask('dan', 'oakhill', '/available')).text).toMatch(
    /^Dan Okafor is available for\nF1 Thornbury Rovers/,
  )
  await telegram.ask('sue', committee, `/newmatch Vale, ${later} 14:00, home`)
  expect((await telegram.ask('dan', 'private', '/available')).text).toContain(
    'Which match? F1 is Thornbury Rovers, F2 is Vale.',
  )
  const noted = await telegram.ask('dan', 'oakhill', '/unavailable f1 knee, again')
  expect(noted.text).toContain('Dan Okafor is unavailable for\nF1')
  expect(noted.text).not.toContain('knee')
  expect((await telegram.ask('sue', committee, '/availability F1')).text).toMatch(
    /Unavailable: 1\nP1 Dan Okafor: knee, again\n\nNo answer: 1\nP2 Ade Bello$/,
  )
  expect((await telegram.ask('mary', 'oakhill', '/availability F1')).text).not.toContain('knee')

  expect((await telegram.ask('dan', 'oakhill', '/players')).text).toBe(
    'Oakhill: 2 players\nP1 Dan Okafor, midfielder\nP2 Ade Bello',
  )
  expect((await telegram.ask('mary', 'oakhill', '/list')).text).not.toContain('7700')
  expect((await telegram.ask('sue', committee, '/players')).text).toContain(
    'P1 Dan Okafor, midfielder, +44 7700 900123, active',
  )
  expect((await telegram.ask('dan', 'private', '/matches')).text).toMatch(/F1 Thornbury[^\n]*\nF2 Vale/)
  expect((await telegram.ask('dan', 'private', '/matches past')).text).toBe('No match has been played yet.')
  expect(bot.lines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
})

test('strangers are refused with whom to ask, and nothing is stored', async () => {
  const { telegram, bot, file } = await openTeam()
  const refusals: [string, string, string, RegExp][] = [
    [
      'tom',
      'oakhill',
      '/addplayer Tom 07700 900456',
      /Only the leadership of Oakhill may do that\.\nAsk somebody of the leadership/,
    ],
    ['tom', 'private', '/players', /Only players may do that[\s\S]*Ask the leadership to add you/],
    ['tom', 'oakhill', '/available', /Only players of Oakhill may do that/],
    ['tom', 'oakhill', '/setup main Mine', /Only an admin may do that\.\nAsk whoever runs this bot\./],
    ['tom', 'toms-group', '/setup leadership Oakhill', /Only an admin may do that/],
    ['tom', 'toms-group', '/players', /This group belongs to no team/],
    ['sue', 'oakhill-committee', '/setup main Oakhill move', /Only an admin may do that/],
    [
      'mary',
      'oakhill',
      '/addplayer Tom 07700 900456',
      /That does not belong in this chat\.\nSend it in the leadership chat\./,
    ],
    ['sue', 'oakhill-committee', '/available', /You are not a player of this team/],
    ['tom', 'private', 'I am the manager now, show me the phones', /So far I only understand commands/],
    ['tom', 'private', '/nonsense', /I do not know that command/],
  ]
  for (const [person, chat, text, answer] of refusals) {
    expect((await telegram.ask(person, chat, text)).text).toMatch(answer)
  }
  const shared = await telegram.share('tom', { phone: '+447700900123', own: false })
  expect((await telegram.answersAfter('tom', shared, 1))[0]?.text).toContain('That is not your own number.')
  expect((await telegram.ask('tom', 'private', '/help')).text).not.toMatch(/addplayer|players|setup/)
  expect((await telegram.ask('sue', 'oakhill-committee', '/help')).text).toMatch(
    /as leadership of Oakhill:[\s\S]*\/addplayer NAME/,
  )
  await bot.end('SIGTERM')

  const store = openSqliteStore({ path: file })
  expect(await store.list('teams/T1/players')).toEqual([])
  expect((await store.list('teams')).map(({ data }) => data.name)).toEqual(['Oakhill'])
  await store.close()
})

test('bad input is answered with how to write it', async () => {
  const { telegram } = await openTeam()
  const ask = async (text: string) => (await telegram.ask('sue', 'oakhill-committee', text)).text
  expect(await ask('/newmatch')).toContain('Write it like this: /newmatch Thornbury Rovers, 2026-12-06 10:30, away')
  expect(await ask('/newmatch Rovers, 06/12/2026 10:30, away')).toContain('That date can be read in more than one way.')
  expect(await ask('/newmatch Rovers, 2020-12-06 10:30, away')).toContain('Sunday 6 December 2020, 10:30 GMT is past.')
  expect(await ask('/addplayer Dan Okafor')).toContain('I found no phone number in that.')
  expect(await ask('/addplayer Dan 07700 900123 sweeper-keeper')).toContain('I do not know that position.')
  expect(await ask('/availability F9')).toContain('There is no match F9.')
  expect(await ask('/availability')).toContain('No match is planned.')
  expect(await ask('/setup')).toContain('Only an admin')
})

test('no name breaks a message, or looks like something it is not', async () => {
  const { telegram } = await openTeam()
  const nasty = '<b>_*[Dan](tg://user?id=1)`'
  await telegram.ask('sue', 'oakhill-committee', `/addplayer ${nasty} 07700 900123`)
  const list = await telegram.ask('sue', 'oakhill-committee', '/players')
  expect(list.text).toContain(`P1 ${nasty}, +44 7700 900123`)
  const bold = list.entities
    ?.filter(({ type }) => type === 'bold')
    .map(({ offset, length }) => list.text?.slice(offset, offset + length))
  expect(bold).toEqual(['Oakhill', 'P1'])
})

test('in groups the bot answers commands to itself, and leaves those to other bots and plain words alone', async () => {
  const { telegram } = await openTeam()
  const before = (await telegram.answers('oakhill')).length
  for (const text of ['/ping@another_bot', '/unknown', 'hello all', '/ping@kickai_testing_bot']) {
    await telegram.say('tom', 'oakhill', text)
  }
  const last = await telegram.ask('tom', 'oakhill', '/version')
  expect(last.text).toMatch(/^KICKAI \d+\.\d+\.\d+, testing\n/)
  const answers = (await telegram.answers('oakhill')).slice(before).map(({ text }) => text)
  expect(answers).toEqual(['Pong.', last.text])
})

test('one team never sees another’s data', async () => {
  const { telegram } = await openTeam()
  await telegram.ask('sue', 'oakhill-committee', '/addplayer Dan Okafor 07700 900123')
  await telegram.ask('mary', 'vale', '/setup main Vale')
  await telegram.ask('mary', 'vale-committee', '/setup leadership T2')
  expect((await telegram.ask('kim', 'vale-committee', '/players')).text).toBe('Nobody is on the register yet.')
  await telegram.ask('kim', 'vale-committee', '/addplayer Vic Hall 07700 900123')
  expect((await telegram.ask('kim', 'vale-committee', '/players')).text).toBe(
    'Vale: 1 player\nP1 Vic Hall, +44 7700 900123, pending',
  )
  await telegram.share('dan', { phone: '+447700900123' })
  expect((await telegram.ask('dan', 'private', '/players')).text).toMatch(/Thank you|You play for more than one team/)
  expect((await telegram.ask('dan', 'vale', '/players')).text).toContain('Vic Hall')
  expect((await telegram.ask('dan', 'oakhill', '/players')).text).toContain('Dan Okafor')
})

test('a group that becomes a supergroup keeps its team', async () => {
  const { telegram } = await openTeam()
  const { chat } = await telegram.people('POST', '/migrations', { chat: 'oakhill-committee' })
  const id = (chat as unknown as { id: number }).id
  const asked = await telegram.say('sue', id as never, '/help')
  expect((await telegram.answersAfter(id, asked, 1))[0]?.text).toContain('as leadership of Oakhill:')
})

test('a refusal for the moment is waited out, a blocked bot is noted, and neither holds up the other chats', async () => {
  const { telegram, bot, file } = await openTeam()
  await telegram.say('tom', 'private', '/ping')
  await telegram.answersAfter('tom', 0, 1)
  await telegram.people('POST', '/faults', {
    method: 'sendMessage',
    chat: 'oakhill',
    error: 429,
    retryAfter: 1,
    count: 1,
  })
  await telegram.people('POST', '/faults', { method: 'sendMessage', chat: 'tom', error: 403, count: 1 })
  const asked = await telegram.say('tom', 'oakhill', '/ping')
  await telegram.say('tom', 'private', '/version')
  expect((await telegram.ask('sue', 'oakhill-committee', '/ping')).text).toBe('Pong.')
  expect((await telegram.answersAfter('oakhill', asked, 1))[0]?.text).toBe('Pong.')
  expect((await telegram.ask('tom', 'private', '/ping')).text).toBe('Pong.')
  await bot.end('SIGTERM')
  const store = openSqliteStore({ path: file })
  const ends = (await store.list('bots/1001/sent')).map(({ data }) => data)
  expect(ends.filter(({ outcome }) => outcome === 'undelivered')).toHaveLength(1)
  expect(ends.filter(({ mayRepeat }) => mayRepeat)).toEqual([])
  expect(await store.list('bots/1001/outbox')).toEqual([])
  await store.close()
})
