import { join } from 'node:path'
import { test } from 'vitest'
import { startFixtureBot } from '../fixtures/bot.ts'
import { temporaryDirectory } from '../fixtures/club.ts'
import { startFixtureTelegram } from '../fixtures/telegram.ts'

test('smoke', async () => {
  const telegram = await startFixtureTelegram()
  const admin = await telegram.idOf('mary')
  const bot = await startFixtureBot({ telegram, file: join(temporaryDirectory(), 'club.sqlite'), admins: [admin] })
  await bot.phase('ready')
  console.log(await telegram.ask('mary', 'private', '/start'))
  console.log(await telegram.ask('mary', 'oakhill', '/setup main Oakhill'))
  console.log(await telegram.ask('mary', 'oakhill-committee', '/setup leadership'))
  console.log(await telegram.ask('sue', 'oakhill-committee', '/addplayer Dan Okafor 07700 900123 centre mid'))
  console.log(
    await telegram.ask(
      'sue',
      'oakhill-committee',
      '/newmatch Thornbury Rovers, 2026-12-06 10:30, away, Mundy Playing Fields',
    ),
  )
  console.log(await telegram.ask('dan', 'private', '/start'))
  console.log(await telegram.ask('dan', 'oakhill', '/players'))
  const health = await fetch(`${bot.url}/health`)
  console.log(health.status, await health.json())
  const t = performance.now()
  console.log(await bot.end('SIGTERM'), performance.now() - t)
  console.log(bot.lines.join('\n'), bot.errors())
})
