import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../../../scripts/testing/needs.ts'
import { buildImage, limits, nodeImage, podman } from '../../../scripts/testing/podman.ts'
import { build, exportCheckout } from '../fixtures/checkout.ts'
import { startProgram } from '../fixtures/processes.ts'
import { startFixtureTelegram } from '../fixtures/telegram.ts'

const run = promisify(execFile)

describeWith(podman(), 'the service as an image', (program) => {
  test('runs as nobody in particular on a read-only file system, answers, and drains', async () => {
    const checkout = exportCheckout()
    const [base, telegram] = await Promise.all([nodeImage(program), startFixtureTelegram(), build(checkout)])
    const context = join(checkout, 'apps/bot')
    mkdirSync(join(context, 'secrets'), { recursive: true })
    writeFileSync(join(context, 'secrets/token'), 'not for anybody')
    const image = await buildImage(program, context, { name: `kickai-testing-bot-${process.pid}`, base })
    onTestFinished(() => image.remove())

    const settings = {
      ENVIRONMENT: 'testing',
      TELEGRAM_BOT_TOKEN: telegram.token,
      KICKAI_TELEGRAM_API: telegram.url,
      KICKAI_STORE: 'sqlite:/data/club.sqlite',
      PORT: '0',
      RAILWAY_DEPLOYMENT_ID: 'deployment-1',
    }
    const bot = startProgram(
      program,
      [
        ...['run', '--rm', '--network', 'host', '--read-only', '--read-only-tmpfs=false', '--tmpfs', '/data:mode=1777'],
        ...['--cap-drop', 'all', '--security-opt', 'no-new-privileges', ...limits()],
        ...Object.keys(settings).flatMap((name) => ['--env', name]),
        image.name,
      ],
      { ...process.env, ...settings },
    )
    await bot.line((line) => line.includes('"phase":"ready"'))
    const { port } = JSON.parse(await bot.line((line) => line.includes('"msg":"listening"'))) as { port: number }
    const health = await fetch(`http://127.0.0.1:${port}/health`)
    expect(await health.json()).toMatchObject({ status: 'healthy', deployment: 'deployment-1' })
    expect(await bot.end('SIGTERM')).toBe(0)

    const { stdout } = await run(program, ['image', 'inspect', image.name])
    const [{ Config: settled }] = JSON.parse(stdout) as [
      { Config: { User: string; Cmd: string[]; WorkingDir: string } },
    ]
    expect(settled).toMatchObject({ User: '1000:1000', Cmd: ['node', 'bot.mjs'], WorkingDir: '/app' })
    const list = "for (const name of fs.readdirSync('/app', { recursive: true }).sort()) console.log(name)"
    const listed = await run(program, ['run', '--rm', ...limits(), '--network', 'none', image.name, 'node', '-e', list])
    expect(listed.stdout.trim().split('\n')).toEqual(['bot.mjs', 'bot.mjs.map', 'package.json'])
  })
})
