import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstat, readFile, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder, writeFiles } from '../fixtures/repository.ts'
import { providePackages } from './provide.ts'

let checkout: string
let exported: string
let workDirectory: string
let lines: string[]

beforeEach(async () => {
  checkout = await temporaryFolder()
  exported = await temporaryFolder()
  workDirectory = await temporaryFolder()
  lines = []
})

const provide = () =>
  providePackages({
    directory: exported,
    checkout,
    workDirectory,
    environment: { PATH: process.env.PATH, HOME: workDirectory, npm_config_update_notifier: 'false' },
    log: (line) => lines.push(line),
    limitMs: 60_000,
  })

const packages = {
  'node_modules/left': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/@own/one': { resolved: 'packages/one', link: true },
  'packages/one/node_modules/right': { version: '2.0.0', integrity: 'sha512-b' },
}
const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } })

/** A checkout with workspaces, installed from `lock`, whose work tree has gone on since. */
async function install(): Promise<void> {
  await writeFiles(checkout, {
    'package-lock.json': 'edited since',
    'packages/one/index.js': 'of the work tree',
    'packages/one/node_modules/right/index.js': 'right',
    'node_modules/.package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
    'node_modules/left/index.js': 'left',
    'node_modules/left/bin.js': { executable: 'bin' },
    'node_modules/left/own': { link: join(checkout, 'packages/one') },
    'node_modules/.bin/left': { link: '../left/bin.js' },
    'node_modules/@own/one': { link: '../../packages/one' },
    'node_modules/extraneous/index.js': 'nobody asked for it',
    'node_modules/.cache/state': 'of some tool',
  })
  await writeFiles(exported, {
    'package.json': '{}',
    'package-lock.json': lock,
    'packages/one/index.js': 'of the commit',
  })
}

test('takes the packages of the checkout, and workspaces of the export', async () => {
  await install()
  expect(await provide()).toEqual(['node_modules', 'packages/one/node_modules'])
  expect(lines).toEqual([])
  const read = (path: string) => readFile(join(exported, 'node_modules', path), 'utf8')
  expect(await read('left/index.js')).toBe('left')
  expect(await read('@own/one/index.js')).toBe('of the commit')
  expect(await read('@own/one/node_modules/right/index.js')).toBe('right')
  expect(await read('left/own/index.js')).toBe('of the commit')
  expect((await lstat(join(exported, 'node_modules'))).isDirectory()).toBe(true)
  expect(await readlink(join(exported, 'node_modules/.bin/left'))).toBe('../left/bin.js')
  expect((await stat(join(exported, 'node_modules/.bin/left'))).mode & 0o111).toBe(0o111)
  expect(await realpath(join(exported, 'node_modules/left/index.js'))).toBe(
    join(exported, 'node_modules/left/index.js'),
  )
  for (const path of ['extraneous', '.cache']) await expect(read(path)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('provides nothing without a lock file, for an empty one, and where the commit brings its own', async () => {
  await install()
  await writeFiles(exported, { 'node_modules/committed/index.js': '' })
  expect(await provide()).toEqual([])
  await rm(join(exported, 'node_modules'), { recursive: true })
  await rm(join(exported, 'package-lock.json'))
  expect(await provide()).toEqual([])
  await writeFiles(exported, { 'package-lock.json': '{"lockfileVersion":3,"packages":{"":{}}}' })
  expect(await provide()).toEqual([])
})

/** A commit that depends on a packed package of its own; no registry is needed to install it. */
async function dependOnPacked(integrity?: string): Promise<void> {
  const folder = await temporaryFolder()
  const scripts = { postinstall: 'touch SCRIPTS_RAN' }
  await writeFiles(folder, {
    'package/package.json': JSON.stringify({ name: 'left', version: '1.0.0', bin: 'bin.js', scripts }),
    'package/bin.js': { executable: 'installed' },
  })
  const archive = execFileSync('tar', ['-czf', '-', '-C', folder, 'package'])
  const top = { name: 'top', version: '1.0.0', dependencies: { left: 'file:left.tgz' } }
  const left = {
    version: '1.0.0',
    resolved: 'file:left.tgz',
    integrity: integrity ?? `sha512-${createHash('sha512').update(archive).digest('base64')}`,
    bin: { left: 'bin.js' },
    hasInstallScript: true,
  }
  await writeFile(join(exported, 'left.tgz'), archive)
  await writeFiles(exported, {
    'package.json': JSON.stringify(top),
    'package-lock.json': JSON.stringify({
      ...top,
      lockfileVersion: 3,
      packages: { '': top, 'node_modules/left': left },
    }),
  })
}

test('installs with npm, without scripts, what the checkout does not have; once', async () => {
  await dependOnPacked()
  expect(await provide()).toEqual(['node_modules'])
  expect(lines[0]).toMatch(/Installing/)
  const read = () => readFile(join(exported, 'node_modules/.bin/left'), 'utf8')
  expect(await read()).toBe('installed')
  await expect(stat(join(exported, 'node_modules/left/SCRIPTS_RAN'))).rejects.toMatchObject({ code: 'ENOENT' })
  await rm(join(exported, 'node_modules'), { recursive: true })
  lines = []
  expect(await provide()).toEqual(['node_modules'])
  expect([await read(), lines]).toEqual(['installed', []])
})

test('a lock file that cannot be installed fails with what npm says', async () => {
  await dependOnPacked(`sha512-${Buffer.alloc(64).toString('base64')}`)
  await expect(provide()).rejects.toMatchObject({
    code: 'dependencies-failed',
    message: expect.stringMatching(/EINTEGRITY/),
  })
})
