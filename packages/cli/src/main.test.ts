import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder, temporaryRepository } from './fixtures/folder.ts'
import { call, kickai } from './fixtures/kickai.ts'
import { pythonService } from './fixtures/python.ts'
import { program } from './program/program.ts'
import { version } from './program/version.ts'

const config = `export default {
  name: 'shop',
  services: { web: { start: 'node server.js' } },
  environments: {
    testing: { settings: { web: { TOKEN: { secret: 'env:SHOP_TOKEN' } } },
      railway: { project: 'p', environment: 'e', services: { web: 's' }, token: 'env:SHOP_RAILWAY_TOKEN' } },
    production: {},
  },
}
`

test.each([
  ['no configuration', {}, ['validate'], 'config-missing'],
  [
    'a configuration that does not parse',
    { 'kickai.config.ts': 'export default {' },
    ['validate'],
    'config-unreadable',
  ],
  ['one that exports nothing', { 'kickai.config.ts': 'export const a = 1' }, ['validate'], 'config-unreadable'],
  ['one with problems', { 'kickai.config.json': '{"name":"Shop"}' }, ['validate'], 'config-invalid'],
  ['an unknown command', {}, ['shipp'], 'usage'],
  ['a missing argument', { 'kickai.config.ts': config }, ['deploy'], 'usage'],
  ['an unknown option', { 'kickai.config.ts': config }, ['status', '--fast'], 'usage'],
  ['an unknown environment', { 'kickai.config.ts': config }, ['deploy', 'nowhere'], 'environment-unknown'],
  ['missing secrets', { 'kickai.config.ts': config }, ['deploy', 'testing'], 'secret-missing'],
  ['missing secrets, looked for only', { 'kickai.config.ts': config }, ['validate', 'testing'], 'secret-missing'],
  ['an unknown release', { 'kickai.config.ts': config }, ['show', 'rel_0'], 'release-unknown'],
  ['an id that cannot be one', { 'kickai.config.ts': config }, ['resume', '../x'], 'release-unknown'],
  ['a port that is none', { 'kickai.config.ts': config }, ['local', '--port', 'http'], 'usage'],
  ['the embedded platform down', { 'kickai.config.ts': config }, ['deploy', 'production'], 'local-not-running'],
])('%s: a clear sentence, a stable code, exit 2, nothing changed', async (_name, files, words, code) => {
  const folder = temporaryFolder(files)
  const { code: exitCode, out, err, json } = await kickai(folder, [...words, '--json'])
  expect({ exitCode, code: JSON.parse(out || '{}').error?.code, err }).toMatchObject({ exitCode: 2, code })
  expect(json()).toMatchObject({
    schemaVersion: 1,
    error: { message: expect.stringMatching(/[.?]$/), wayOut: expect.any(String) },
  })
  expect(err).toContain(`(${code})`)
  expect(existsSync(join(folder, '.kickai'))).toBe(false)
})

test('a command line that is wrong leads to the help of its command', async () => {
  const wrong = program(['diff', 'testing'], version).run({} as never)
  await expect(wrong).rejects.toMatchObject({ code: 'usage', wayOut: 'See "kickai diff --help".' })
})

test('everything that is missing is told at once', async () => {
  const folder = temporaryRepository({ 'kickai.config.ts': config })
  const { code, json } = await kickai(folder, ['ship', '--commit', 'c0ffee', '--json'])
  expect(code).toBe(2)
  const { error } = json()
  expect(error.code).toBe('not-ready')
  expect(error.problems.map(({ path }: { path: string }) => path)).toEqual([
    'commit-unknown',
    'environments.testing.railway.token',
    'environments.testing.settings.web.TOKEN',
    'local-not-running',
  ])
})

test('a torn journal is told, exit 2', async () => {
  const folder = temporaryFolder({ 'kickai.config.ts': config })
  mkdirSync(join(folder, '.kickai'))
  writeFileSync(join(folder, '.kickai/journal-local.sqlite'), 'torn'.repeat(2000))
  const { code, json } = await kickai(folder, ['history', '--json'])
  expect({ code, error: json().error }).toMatchObject({ code: 2, error: { code: 'store-unreadable' } })
})

test('every command has help with an example, and the version is that of the package', async () => {
  const folder = temporaryFolder()
  const { out } = await kickai(folder, ['--help'])
  expect(out).toMatch(/deploy .*<environment>/)
  const help = await kickai(folder, ['rollback', '--help'])
  expect(help).toMatchObject({ code: 0, err: '', out: expect.stringContaining('kickai rollback production') })
  expect((await kickai(folder, ['--version'])).out.trim()).toBe(version)
  expect((await kickai(folder, ['--version', '--json'])).json()).toEqual({ schemaVersion: 1, version })
  expect((await kickai(folder, ['rollback', '--help', '--json'])).json()).toMatchObject({
    schemaVersion: 1,
    help: expect.stringContaining('kickai rollback production'),
  })
  expect(JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')).version).toBe(version)
})

test('before the first release there is nothing to show, and that is no error', async () => {
  const folder = temporaryFolder({ 'kickai.config.ts': config })
  expect((await kickai(folder, ['history', '--json'])).json()).toEqual({ schemaVersion: 1, releases: [], events: [] })
  expect((await kickai(folder, ['resume', '--json'])).json()).toEqual({ schemaVersion: 1, resumed: false })
  const status = await kickai(folder, ['status', '--json'])
  expect(status.json().environments).toMatchObject([
    { environment: 'testing', identity: 'unknown' },
    { environment: 'production' },
  ])
  expect(existsSync(join(folder, '.kickai'))).toBe(false)
})

test('init writes a configuration that holds, and nothing else but .gitignore', async () => {
  const folder = temporaryFolder({ 'service.py': pythonService, '.gitignore': 'venv' })
  const { code, json } = await kickai(folder, ['init', '--yes', '--json'])
  expect(code).toBe(0)
  expect(json()).toMatchObject({ start: 'python3 service.py', health: '/', identity: 'attested', ignored: true })
  expect(json().notes[0]).toContain('No health path was found')
  const written = readFileSync(join(folder, 'kickai.config.ts'), 'utf8')
  expect(written.split('\n').length).toBeLessThanOrEqual(31)
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('venv\n.kickai/\n')
  expect(await kickai(folder, ['validate'])).toMatchObject({ code: 0, err: '' })
  expect((await kickai(folder, ['init', '--yes', '--json'])).json().error.code).toBe('config-exists')
})

test('init takes the workers of a Procfile as services beside the web process', async () => {
  const folder = temporaryFolder({
    'service.py': pythonService,
    Procfile: 'web: python3 service.py\nworker: python3 work.py\nWorker: python3 more.py\n',
  })
  const { code, json } = await kickai(folder, ['init', '--yes', '--json'])
  expect(code).toBe(0)
  expect(json().workers).toEqual([
    { name: 'worker', start: 'python3 work.py' },
    { name: 'worker-2', start: 'python3 more.py' },
  ])
  expect((await kickai(folder, ['validate', '--json'])).json().services).toEqual([
    { service: 'web', kind: 'web' },
    { service: 'worker', kind: 'worker' },
    { service: 'worker-2', kind: 'worker' },
  ])
})

test('init in a package of CommonJS writes what Node can load there', async () => {
  const folder = temporaryFolder({
    'package.json': '{"type":"commonjs","main":"index.js"}',
    'index.js': 'process.env.PORT',
  })
  expect((await kickai(folder, ['init', '--yes'])).code).toBe(0)
  expect(existsSync(join(folder, 'kickai.config.mts'))).toBe(true)
  expect(await kickai(folder, ['validate'])).toMatchObject({ code: 0, err: '' })
})

test('init without anything to start says how to name it', async () => {
  const folder = temporaryFolder({ 'README.md': '' })
  const { code, json } = await kickai(folder, ['init', '--yes', '--json'])
  expect({ code, error: json().error.code }).toEqual({ code: 2, error: 'start-unknown' })
  expect(existsSync(join(folder, '.gitignore'))).toBe(false)
  expect((await kickai(folder, ['init', '--yes', '--start', 'sh run.sh'])).code).toBe(0)
})

test('a reader of its output who leaves ends nothing before its time', async () => {
  const folder = temporaryFolder({ 'kickai.config.ts': config })
  for (const [words, code] of [
    [['status'], 0],
    [['deploy', 'nowhere'], 2],
  ] as const) {
    const { child, ended } = call(folder, words)
    // Its output cannot be read whole, which is the point here.
    void ended.catch(() => undefined)
    child.stdout?.destroy()
    child.stderr?.destroy()
    const [exitCode, signal] = await once(child, 'exit')
    expect({ words, exitCode, signal }).toEqual({ words, exitCode: code, signal: null })
  }
})
