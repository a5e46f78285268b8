import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { entry } from './entries.ts'
import { type Answer, eventually, start, temporaryDirectory, tokens } from './testing/started.ts'

/** Starts the real process; it is gone when the test is over. */
function run(...given: string[]): ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream } {
  const words = ['--disable-warning=ExperimentalWarning', entry('telegram'), ...given]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })
  return child
}

/** The one line that it prints once it answers. */
async function ready(child: ReturnType<typeof run>): Promise<{ ready: boolean; url: string; page: string }> {
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return JSON.parse(String(line))
}

const bot = `testing=${tokens.testing}`
const get = async (url: string): Promise<Answer> => (await fetch(url)).json()

test('SIGTERM ends an open poll with an empty answer and the process with 0', async () => {
  const child = run(
    '--port',
    '0',
    '--directory',
    await temporaryDirectory(),
    '--bot',
    bot,
    '--people-token',
    'for-the-test',
  )
  const { url, page } = await ready(child)
  expect(page).toBe(`${url}/#token=for-the-test`)
  const poll = get(`${url}/bot${tokens.testing}/getUpdates?timeout=50`)
  const headers = { authorization: 'Bearer for-the-test' }
  await eventually(async () => {
    const { bots } = (await (await fetch(`${url}/people/bots`, { headers })).json()) as Answer
    return bots[0].polling.open
  })
  child.kill('SIGTERM')
  expect(await poll).toEqual({ ok: true, result: [] })
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('a caller that never finishes its request does not keep the process', async () => {
  const child = run('--port', '0', '--directory', await temporaryDirectory(), '--bot', bot)
  const { url } = await ready(child)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.write('POST /people/messages HTTP/1.1\r\nhost: 127.0.0.1\r\n')
  await get(`${url}/bot${tokens.testing}/getMe`)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('what was answered survives a kill', async () => {
  const directory = await temporaryDirectory()
  const given = ['--port', '0', '--directory', directory, '--bot', bot, '--people-token', 'for-the-test']
  const child = run(...given)
  const { url } = await ready(child)
  const headers = { authorization: 'Bearer for-the-test', 'content-type': 'application/json' }
  for (const word of ['one', 'two', 'three']) {
    const body = JSON.stringify({ chat: 'private', from: 'ada', text: word })
    expect((await fetch(`${url}/people/messages`, { method: 'POST', headers, body })).status).toBe(200)
  }
  const { result } = await get(`${url}/bot${tokens.testing}/getUpdates`)
  await get(`${url}/bot${tokens.testing}/getUpdates?offset=${result[1].update_id}`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const again = await ready(run(...given))
  const left = await get(`${again.url}/bot${tokens.testing}/getUpdates`)
  expect(left.result).toEqual(result.slice(1))
})

test('a port that was asked for and is taken, and a command line that is wrong, end with 2 and a way out', async () => {
  const { telegram } = await start()
  const port = new URL(telegram.url).port
  const taken = run('--port', port, '--directory', await temporaryDirectory(), '--bot', bot)
  expect(await text(taken.stderr)).toMatch(
    new RegExp(`^Port ${port} is taken\\. Name another port.*\\(port-in-use\\)\n$`),
  )
  expect(taken.exitCode ?? (await once(taken, 'exit'))[0]).toBe(2)
  const wrong = run('--port', '123456', '--bot', 'testing', '--people-token', 'short')
  const complaint = await text(wrong.stderr)
  for (const part of [
    '--directory is missing',
    '--port 123456 is no port',
    'NAME[=ID:SECRET]',
    '--people-token',
    '(usage)',
  ]) {
    expect(complaint).toContain(part)
  }
  expect(wrong.exitCode ?? (await once(wrong, 'exit'))[0]).toBe(2)
})

test('where the usual port is taken, the next free one is found, and found again after a restart', async () => {
  const other = run('--directory', await temporaryDirectory(), '--bot', bot)
  const usual = await ready(other)
  const directory = await temporaryDirectory()
  const first = run('--directory', directory, '--bot', bot)
  const { url } = await ready(first)
  expect(url).not.toBe(usual.url)
  for (const child of [other, first]) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  expect((await ready(run('--directory', directory, '--bot', bot))).url).toBe(url)
})
