import { execFile } from 'node:child_process'
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { writeManifest } from '@kickai/bundle'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../fixtures/club.ts'
import { startProcess } from '../fixtures/processes.ts'
import { startFixtureTelegram } from '../fixtures/telegram.ts'

const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)

/** A copy of the sources in another place, whose links to the rooms lead into the copy and to other packages to ours. */
function exportCheckout(): string {
  const copy = temporaryDirectory()
  const isSource = (path: string): boolean => !['node_modules', 'dist', 'fixtures'].includes(basename(path))
  for (const folder of ['apps', 'packages'])
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter: isSource })
  mkdirSync(join(copy, 'node_modules', '@kickai'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@kickai' && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  }
  for (const name of readdirSync(join(root, 'node_modules', '@kickai'))) {
    const link = join(root, 'node_modules', '@kickai', name)
    if (lstatSync(link).isSymbolicLink()) symlinkSync(readlinkSync(link), join(copy, 'node_modules', '@kickai', name))
  }
  return copy
}

async function build(checkout: string): Promise<{ directory: string; program: string }> {
  await run(process.execPath, [join('apps', 'bot', 'build.ts')], { cwd: checkout })
  const directory = join(checkout, 'apps', 'bot', 'dist', 'bundle')
  return { directory, program: readFileSync(join(directory, 'bot.mjs'), 'utf8') }
}

test('two checkouts in different places give the same bytes, without a trace of where they lay', async () => {
  const [first, second] = await Promise.all([build(exportCheckout()), build(exportCheckout())])
  expect(second.program).toBe(first.program)
  expect(readdirSync(first.directory).sort()).toEqual(['bot.mjs', 'package.json'])
  expect(first.program.length).toBeLessThan(6_500_000)
  for (const place of [root, 'node_modules/', 'kickai-bot-', import.meta.dirname])
    expect(first.program).not.toContain(place)

  const { digest } = await writeManifest(first.directory, { commit: 'a1b2c3d4' })
  const telegram = await startFixtureTelegram()
  const bot = startProcess(join(first.directory, 'bot.mjs'), [], {
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
