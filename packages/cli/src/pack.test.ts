import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { git, temporaryFolder } from './fixtures/folder.ts'
import { pythonService } from './fixtures/python.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const mostBytes = 30 * 1024 * 1024

/** As somebody elsewhere calls it: with the Node that runs this test, and nothing of this repository's npm settings. */
function surroundings(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name))
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  return { ...Object.fromEntries(own), PATH: path, npm_config_audit: 'false', npm_config_fund: 'false' }
}

test('the package, installed where only a Python service is, ships it to three environments', async () => {
  const packed = temporaryFolder()
  const env = surroundings()
  await run('npm', ['pack', '--workspace', 'packages/cli', '--pack-destination', packed], { cwd: root, env })
  const [archive = ''] = readdirSync(packed)
  expect(archive).toMatch(/^kickai-.*\.tgz$/)

  const folder = temporaryFolder({ 'service.py': pythonService })
  git(folder, 'init', '--quiet')
  await run('npm', ['install', '--offline', '--no-save', join(packed, archive)], { cwd: folder, env })
  const installed = join(folder, 'node_modules')
  expect(sizeOf(installed)).toBeLessThan(mostBytes)
  expect(readdirSync(installed).filter((name) => !name.startsWith('.'))).toEqual(['kickai'])
  // It knows how to keep a journal in Firestore and Postgres, but holds nothing of their clients.
  expect(textOf(join(installed, 'kickai'))).not.toMatch(/grammy|api\.telegram|@ai-sdk|gemini|google-gax|pgpass/i)

  const npx = async (...words: string[]) => await run('npx', ['kickai', ...words], { cwd: folder, env })
  expect((await npx('init', '--yes')).stdout).toContain('python3 service.py')
  // Types come with it, and nothing needs to be imported at run time.
  expect(readFileSync(join(installed, 'kickai/dist/index.d.ts'), 'utf8')).toContain('export interface Config')
  const { stdout, stderr } = await npx('local', '--once', '--json', '--port', '0')
  const { environments, rehearsal } = JSON.parse(stdout)
  expect(environments).toMatchObject([{ verdict: 'live' }, { verdict: 'live' }, { verdict: 'live' }])
  expect(rehearsal).toMatchObject({ verdict: 'rolled back', lost: 0 })
  expect(stderr).not.toMatch(/warning/i)
}, 120_000)

function sizeOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0)
}

function textOf(folder: string): string {
  return filesIn(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
