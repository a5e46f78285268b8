import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFirestore, type TestFirestore } from '../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator } from '../../../scripts/testing/needs.ts'
import { startFixtureBot } from '../fixtures/bot.ts'
import { startFixtureTelegram } from '../fixtures/telegram.ts'

describeWith(firestoreEmulator(), 'the bot on Firestore', (found) => {
  let firestore: TestFirestore
  beforeAll(async () => {
    firestore = await startFirestore(found)
  })
  afterAll(() => firestore?.stop())

  test('works in the project it is given, and the next process finds there what the first one did', async () => {
    const telegram = await startFixtureTelegram()
    const admins = [await telegram.idOf('mary')]
    const environment = {
      KICKAI_STORE: '',
      FIREBASE_PROJECT_ID: `kickai-${randomUUID().slice(0, 8)}`,
      FIRESTORE_EMULATOR_HOST: firestore.host,
    }
    const first = await startFixtureBot({ telegram, file: '', admins, environment })
    await first.phase('ready')
    const health = (await (await fetch(`${first.url}/health`)).json()) as { status: string; services: object }
    expect(health).toMatchObject({
      status: 'healthy',
      services: { firebase: { status: 'connected', store: 'firestore' }, telegram: { status: 'connected' } },
    })
    await telegram.ask('mary', 'oakhill', '/setup main Oakhill')
    await telegram.ask('mary', 'oakhill-committee', '/setup leadership')
    const added = await telegram.ask('sue', 'oakhill-committee', '/addplayer Tom Baker 07700 900001')
    expect(added.text).toContain('Tom Baker')

    const second = await startFixtureBot({ telegram, file: '', admins, environment })
    await second.phase('standby')
    expect(await first.end('SIGTERM')).toBe(0)
    await second.phase('ready')
    expect((await telegram.ask('sue', 'oakhill-committee', '/players')).text).toContain('Tom Baker')
    expect(await second.end('SIGTERM')).toBe(0)
    for (const bot of [first, second]) expect(bot.errors()).toBe('')
  }, 60_000)
})
