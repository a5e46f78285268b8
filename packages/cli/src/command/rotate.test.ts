import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { commit, temporaryFolder, temporaryRepository, writeFiles } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, provingService } from '../fixtures/node-service.ts'

/** Says the fingerprint of its token to everybody, and turns bad soon after its start where the token is "bad-token". */
function service(version: string): string {
  return provingService
    .replace(
      "version: 'one'",
      `version: '${version}', token: createHash('sha256').update(process.env.TOKEN).digest('hex')`,
    )
    .replace('import { createHmac }', 'import { createHash, createHmac }')
    .replace('const bad =', "const bad = (process.env.TOKEN === 'bad-token' && Date.now() - born > 400) ||")
}

const settings = `{ web: {
  TOKEN: { secret: 'vault:token' }, SECOND: { secret: 'file:.kickai/second', sealed: true }, KICKAI_PROBE_TOKEN: { secret: 'file:.kickai/probe' },
} }`
const config = nodeConfig
  .replace("name: 'shop',", "name: 'shop', vault: { command: ['cat', '.kickai/{name}'] },")
  .replace("{ web: { GREETING: 'hello' } }", `${settings}, checks: { passes: 1, failures: 1 }`)

test('secrets are rotated together, proven, rolled back when they are no good, and stay when an artifact comes back', async () => {
  const folder = temporaryRepository({
    'kickai.config.ts': config,
    'server.mjs': service('one'),
    '.gitignore': '.kickai/',
  })
  const put = (token: string, second: string) =>
    writeFiles(folder, { '.kickai/token': `${token}\n`, '.kickai/second': second })
  writeFiles(folder, { '.kickai/probe': 'a-probe-token-that-is-long' })
  put('first-token', 'first-second')
  const { deployments } = await startEmbedded(folder)
  const said: string[] = []
  // As a step of GitHub Actions, which reads this file when it has ended.
  const outputs = join(temporaryFolder({ outputs: '' }), 'outputs')
  const call = async (...words: string[]) => {
    const called = await kickai(folder, [...words, '--json'], { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: outputs })
    said.push(called.out, called.err)
    return { code: called.code, ...called.json() }
  }
  const running = async (url: string) => {
    const { version, token } = await (await fetch(`${url}/health`)).json()
    return { version, token }
  }
  const fingerprint = (token: string) => createHash('sha256').update(token).digest('hex')

  expect(await call('deploy', 'testing')).toMatchObject({ verdict: 'live', settings: 'proven' })

  put('second-token', 'second-second')
  const planned = await call('plan', 'testing')
  expect(planned).toMatchObject({
    rotation: true,
    changes: ['SECOND', 'TOKEN'].map((name) => {
      return { what: `setting ${name}`, change: 'changed', from: expect.any(String), to: expect.any(String) }
    }),
  })
  const rotated = await call('rotate', 'testing')
  expect(rotated).toMatchObject({
    code: 0,
    verdict: 'live',
    settings: 'proven',
    digest: planned.digest,
    findings: [{ code: 'secret-not-restorable' }],
  })
  expect(readFileSync(outputs, 'utf8')).toContain(`\n${rotated.release}\n`)
  expect(await deployments('testing')).toHaveLength(2)
  const { url } = rotated
  expect(await running(url)).toEqual({ version: 'one', token: fingerprint('second-token') })
  const { parts } = await call('show', rotated.release)
  expect(parts[0]).toMatchObject({ source: 'restore' })
  expect(parts[0].secrets[2]).toEqual({
    name: 'TOKEN',
    reference: 'vault:token',
    version: planned.changes[1].to,
  })

  put('bad-token', 'second-second')
  const taken = await call('rotate', 'testing')
  expect(taken).toMatchObject({ code: 3, verdict: 'rolled back', serving: { identity: 'proven' } })
  // What serves has the token of before, of which nobody knows the value any more.
  expect(taken.serving).not.toHaveProperty('settings')
  expect(await running(url)).toEqual({ version: 'one', token: fingerprint('second-token') })

  put('third-token', 'second-second')
  writeFiles(folder, { 'server.mjs': service('two') })
  commit(folder, 'Two')
  const both = await call('deploy', 'testing')
  expect(both).toMatchObject({ code: 0, findings: [{ code: 'secrets-changed-too', severity: 'notice' }] })
  expect(await call('rollback', 'testing')).toMatchObject({ code: 0, verdict: 'live', settings: 'proven' })
  expect(await running(url)).toEqual({ version: 'one', token: fingerprint('third-token') })
  for (const text of said) expect(text).not.toMatch(/(first|second|bad|third)-(token|second)/)
}, 120_000)
