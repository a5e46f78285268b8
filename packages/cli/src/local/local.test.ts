import { createServer } from 'node:net'
import { processRecord } from '@kickai/release'
import { expect, test } from 'vitest'
import { commit, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { type Call, call, kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'

const files = { 'kickai.config.ts': nodeConfig, 'server.mjs': nodeService('one'), '.gitignore': '.kickai/\n' }

/** The document that `local --json` prints once it is up. */
async function up({ child, ended }: Call) {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const early = ended.then(({ code, err }) => Promise.reject(new Error(`It ended with ${code}: ${err}`)))
  const printed = new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (!text.endsWith('}\n')) return
      clearInterval(timer)
      resolve()
    }, 20)
  })
  await Promise.race([printed, early])
  early.catch(() => undefined)
  return JSON.parse(text)
}

test('a train through three environments with one digest, and a rehearsed rescue without a loss', async () => {
  const folder = temporaryRepository(files)
  const { code, err, json } = await kickai(folder, ['local', '--once', '--json', '--port', '0'])
  expect(code, err).toBe(0)
  const { environments, rehearsal } = json()
  for (const result of environments)
    expect(result).toMatchObject({ verdict: 'live', identity: 'proven', health: { version: 'one' } })
  expect(environments.map((each: { environment: string }) => each.environment)).toEqual([
    'testing',
    'staging',
    'production',
  ])
  expect(new Set(environments.map((each: { digest: string }) => each.digest)).size).toBe(1)
  expect(rehearsal).toMatchObject({ verdict: 'rolled back', lost: 0 })
  expect(rehearsal.requests).toBeGreaterThan(100)
  expect(rehearsal.backSeconds).toBeGreaterThanOrEqual(rehearsal.caughtSeconds)
  const { releases } = (await kickai(folder, ['history', '--json'])).json()
  expect(releases).toHaveLength(3)
}, 120_000)

test('it stays up and alone, ends without orphans, and a second start releases nothing', async () => {
  const folder = temporaryRepository(files)
  const first = call(folder, ['local', '--json', '--port', '0'])
  const document = await up(first)
  expect((await fetch(document.page)).status).toBe(200)
  const second = await kickai(folder, ['local', '--json'])
  expect(second).toMatchObject({ code: 2 })
  expect(second.json().error).toMatchObject({ code: 'local-running', message: expect.stringContaining(document.page) })

  first.child.kill('SIGTERM')
  expect(await first.ended).toMatchObject({ code: 0 })
  for (const { url } of document.environments) await expect(fetch(url)).rejects.toThrow()

  const again = call(folder, ['local', '--json', '--port', '0'])
  const { environments, rehearsal } = await up(again)
  for (const [index, result] of environments.entries())
    expect(result).toMatchObject({ unchanged: true, identity: 'proven', url: document.environments[index].url })
  expect(rehearsal).toEqual(document.rehearsal)
  again.child.kill('SIGINT')
  expect(await again.ended).toMatchObject({ code: 0 })
}, 120_000)

test('a port that was asked for and is taken is refused before anything starts', async () => {
  const folder = temporaryRepository(files)
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const { code, json } = await kickai(folder, ['local', '--once', '--json', '--port', String(port)])
  taken.close()
  expect({ code, error: json().error.code }).toEqual({ code: 2, error: 'port-in-use' })
})

test('a companion that fails is told with its output, and nothing is left running', async () => {
  const companions = `companions: {
    good: { command: ['node', 'good.mjs'] },
    bad: { command: ['node', '-e', 'process.exit(3)'] },
  },`
  const folder = temporaryRepository({
    ...files,
    'kickai.config.ts': nodeConfig.replace('local: {', `local: { ${companions}`),
    'good.mjs': `import { writeFileSync } from 'node:fs'
writeFileSync('good.pid', String(process.pid))
console.log(JSON.stringify({ ready: true, url: 'http://127.0.0.1:1' }))
setInterval(() => {}, 1000)`,
  })
  const { code, json } = await kickai(folder, ['local', '--once', '--json', '--port', '0'])
  expect({ code, ...json().error }).toMatchObject({
    code: 'companion-failed',
    message: expect.stringContaining('.kickai/logs/bad.log'),
  })
  expect(code).toBe(2)
  const { readFileSync, existsSync } = await import('node:fs')
  const file = `${folder}/good.pid`
  if (existsSync(file)) expect(processRecord(Number(readFileSync(file, 'utf8')))).toBeUndefined()
})

test('a bad commit stops the train at the first environment, with its exit code', async () => {
  const folder = temporaryRepository(files)
  writeFiles(folder, { 'server.mjs': 'process.exit(1)' })
  commit(folder, 'Bad')
  const { code, json } = await kickai(folder, ['local', '--once', '--json', '--port', '0'])
  expect(code).toBe(1)
  expect(json().environments).toMatchObject([{ environment: 'testing', verdict: 'failed' }])
  expect(json()).not.toHaveProperty('rehearsal')
}, 120_000)
