import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ProgressReporter } from './test-run/progress-reporter.ts'

const script = join(import.meta.dirname, 'test.ts')
const needs = join(import.meta.dirname, 'testing', 'needs.ts')

/** Runs `npm test` over files of a throw-away folder. */
async function runTests(files: Record<string, string>, environment: NodeJS.ProcessEnv = {}, words: string[] = []) {
  const root = await mkdtemp(join(tmpdir(), 'kickai-tests-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await symlink(join(import.meta.dirname, '..', 'node_modules'), join(root, 'node_modules'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content)
  const { VITEST: _, CI: __, ...inherited } = process.env
  return new Promise<{ code: number; lines: string[] }>((resolve) => {
    const options = { cwd: root, env: { ...inherited, NO_COLOR: '1', ...environment } }
    const all = ['--disable-warning=ExperimentalWarning', script, ...words]
    execFile(process.execPath, all, options, (error, stdout) => {
      resolve({ code: error ? Number(error.code) : 0, lines: stdout.trim().split('\n') })
    })
  })
}

const good = `import { test } from 'vitest'; test('one', () => {}); test.each([1, 2])('two %i', () => {})`

test('a good run ends with its counts alone on the last line', async () => {
  const { code, lines } = await runTests({ 'good.test.ts': good })
  expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: '3 passed, 0 failed, 0 skipped' })
})

test('whatever fails is counted: a test, a hook, a file that cannot be loaded, an error outside of all', async () => {
  const { code, lines } = await runTests({
    'good.test.ts': good,
    'bad.test.ts': `import { expect, test } from 'vitest'; test('bad', () => expect(1).toBe(2))`,
    'hook.test.ts': `import { afterAll, test } from 'vitest'; afterAll(() => { throw new Error('hook') }); test('fine', () => {})`,
    'torn.test.ts': `import './absent.ts'`,
    'stray.test.ts': `import { test } from 'vitest'; test('fine', () => { Promise.reject(new Error('stray')) })`,
  })
  expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '5 passed, 4 failed, 0 skipped' })
})

const needy = `
  import { expect, test } from 'vitest'
  import { chromium, describeWith } from '${needs}'
  test('alone', () => {})
  describeWith(chromium(), 'the page', () => { test('one', () => {}); test('two', () => {}) })`

test('a group that lacks its program is one line with the reason', async () => {
  const { code, lines } = await runTests({ 'needy.test.ts': needy }, { CHROMIUM_PATH: '/nowhere' })
  expect(code).toBe(0)
  expect(lines.slice(-2)).toEqual([
    'skipped: needy.test.ts > the page: CHROMIUM_PATH names /nowhere, which cannot be run',
    '1 passed, 0 failed, 1 skipped',
  ])
})

test('where CI is set its absence fails', async () => {
  const { code, lines } = await runTests({ 'needy.test.ts': needy }, { CHROMIUM_PATH: '/nowhere', CI: 'true' })
  expect({ code, last: lines.at(-1) }).toEqual({ code: 1, last: '1 passed, 1 failed, 0 skipped' })
})

test.each([
  ['no file', {}, []],
  ['no test by that name', { 'good.test.ts': good }, ['-t', 'absent']],
])('a run of nothing is no success: %s', async (_name, files, words) => {
  const { code, lines } = await runTests(files, {}, words)
  expect(code).toBe(1)
  expect(lines.at(-2)).toBe('No test ran.')
  expect(lines.at(-1)).toMatch(/^0 passed, 0 failed, \d skipped$/)
})

test('while tests run a line says which, again and again', async () => {
  const lines: string[] = []
  const twice = Promise.withResolvers<void>()
  const reporter = new ProgressReporter((line) => {
    if (lines.push(line) === 2) twice.resolve()
  }, 10)
  await twice.promise
  reporter.stop()
  expect(lines[0]).toBe('0 s: 0 passed, 0 failed; now getting ready')
})
