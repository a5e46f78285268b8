import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeManifest } from '@kickai/bundle'
import { expect, test } from 'vitest'
import { build, exportCheckout, root } from '../fixtures/checkout.ts'
import { temporaryDirectory } from '../fixtures/club.ts'
import { startProcess } from '../fixtures/processes.ts'
import { startFixtureTelegram } from '../fixtures/telegram.ts'

test('two checkouts in different places give the same bytes, without a trace of where they lay', async () => {
  const [first, second] = await Promise.all([build(exportCheckout()), build(exportCheckout())])
  const program = textOf(first, 'bot.mjs')
  expect(textOf(second, 'bot.mjs')).toBe(program)
  expect(readdirSync(first).sort()).toEqual(['bot.mjs', 'bot.mjs.map', 'package.json'])
  expect(program.length).toBeLessThan(6_500_000)
  for (const place of [root, 'node_modules/', 'kickai-bot-', import.meta.dirname]) expect(program).not.toContain(place)

  const map = textOf(first, 'bot.mjs.map')
  expect(textOf(second, 'bot.mjs.map')).toBe(map)
  const { sources } = JSON.parse(map) as { sources: string[] }
  expect(sources).toContain('apps/bot/src/main.ts')
  expect(sources.filter((path) => !/^(apps|packages|node_modules)\//.test(path) && !path.startsWith('\0'))).toEqual([])

  const { digest } = await writeManifest(first, { commit: 'a1b2c3d4' })
  const telegram = await startFixtureTelegram()
  const bot = startProcess(join(first, 'bot.mjs'), [], {
    ENVIRONMENT: 'testing',
    TELEGRAM_BOT_TOKEN: telegram.token,
    KICKAI_TELEGRAM_API: telegram.url,
    KICKAI_STORE: `sqlite:${join(temporaryDirectory(), 'club.sqlite')}`,
    PORT: '0',
    RAILWAY_DEPLOYMENT_ID: 'deployment-1',
    RAILWAY_PUBLIC_DOMAIN: '127.0.0.1:1',
  })
  await bot.line((line) => line.includes('"phase":"ready"'))
  const { port } = JSON.parse(await bot.line((line) => line.includes('"msg":"listening"'))) as { port: number }
  const health = await fetch(`http://127.0.0.1:${port}/health`)
  expect(await health.json()).toMatchObject({
    status: 'healthy',
    deployment: 'deployment-1',
    digest,
    commit: 'a1b2c3d4',
  })
  expect((await telegram.ask('mary', 'private', '/version')).text).toContain('commit a1b2c3d\ndigest sha256:')
  expect(await bot.end('SIGTERM')).toBe(0)
  expect(bot.errors()).toBe('')
})

function textOf(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}
