import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { compareDependencies } from './dependencies.cjs'
import { startRegistry } from './testing/registry.ts'
import { createWorkTree, publish } from './testing/work-tree.ts'

const machine = { platform: 'linux', architecture: 'x64' }

test.each([
  ['the same', { version: '1.0.0', integrity: 'a' }, { version: '1.0.0', integrity: 'a' }, []],
  ['another version', { version: '1.0.0' }, { version: '1.0.1' }, ['node_modules/one has another version']],
  ['other bytes', { integrity: 'a' }, { integrity: 'b' }, ['node_modules/one has another integrity']],
  ['nothing', { version: '1.0.0' }, undefined, ['node_modules/one is missing']],
  ['nothing, where it may be absent', { version: '1.0.0', optional: true }, undefined, []],
  ['something foreign', undefined, { version: '1.0.0' }, ['node_modules/one does not belong here']],
  [
    'a link elsewhere',
    { link: true, resolved: 'packages/one' },
    { link: true, resolved: 'packages/two' },
    ['node_modules/one leads elsewhere'],
  ],
  ['a link where a copy should be', {}, { link: true }, ['node_modules/one has another link']],
  [
    "another machine's package",
    { os: ['darwin'], optional: true },
    { os: ['darwin'], optional: true },
    ['node_modules/one is for another machine'],
  ],
  [
    'a package not for others',
    { os: ['!win32'], cpu: ['x64', 'arm64'] },
    { os: ['!win32'], cpu: ['x64', 'arm64'] },
    [],
  ],
])('comparing finds %s', (_name, want, have, problems) => {
  const wanted = { '': {}, ...(want && { 'node_modules/one': want }) }
  const installed = { ...(have && { 'node_modules/one': have }) }
  expect(compareDependencies(wanted, installed, machine)).toEqual(problems)
})

const answer = { 'index.js': 'module.exports = 42' }
const script = { 'ask.cjs': `console.log(require('answer'))` }

test('what the lock file names is installed once, quietly, whatever the outer npm was told', async () => {
  const published = await publish('answer', '1.0.0', answer)
  const registry = await startRegistry([published])
  onTestFinished(registry.stop)
  const tree = await createWorkTree([published])
  await tree.write(script)
  const environment = {
    npm_config_registry: registry.url,
    npm_config_dry_run: 'true',
    npm_config_loglevel: 'silent',
    npm_config_omit: 'dev',
    npm_config_workspace: 'packages/one',
    NODE_ENV: 'production',
  }
  const first = await tree.launch(['ask.cjs'], environment).ended
  expect(first).toMatchObject({ code: 0, stdout: '42\n', stderr: 'installing dependencies\n' })
  const second = await tree.launch(['ask.cjs'], { npm_config_registry: 'http://127.0.0.1:1' }).ended
  expect(second).toMatchObject({ code: 0, stdout: '42\n', stderr: '' })
  expect(registry.taken.get('answer')).toBe(1)
  await rm(join(tree.root, 'node_modules/answer'), { recursive: true })
  expect(await tree.launch(['ask.cjs'], environment).ended).toMatchObject({ code: 0, stdout: '42\n' })
})

test('of launches at once one installs, and one that was killed leaves nothing stuck', async () => {
  const published = await publish('answer', '1.0.0', answer)
  const registry = await startRegistry([published])
  onTestFinished(registry.stop)
  const tree = await createWorkTree([published])
  await tree.write(script)
  const environment = { npm_config_registry: registry.url }
  const release = registry.holdArchives()
  const killed = tree.launch(['ask.cjs'], environment)
  await registry.untilTaken('answer')
  killed.child.kill('SIGKILL')
  await killed.ended
  const others = [tree.launch(['ask.cjs'], environment), tree.launch(['ask.cjs'], environment)]
  release()
  for (const other of others) expect(await other.ended).toMatchObject({ code: 0, stdout: '42\n' })
})

test('a launch that is told to end while it installs ends, and the next one installs anew', async () => {
  const published = await publish('answer', '1.0.0', answer)
  const registry = await startRegistry([published])
  onTestFinished(registry.stop)
  const tree = await createWorkTree([published])
  await tree.write(script)
  const environment = { npm_config_registry: registry.url }
  const release = registry.holdArchives()
  const ended = tree.launch(['ask.cjs'], environment)
  await registry.untilTaken('answer')
  ended.child.kill('SIGTERM')
  expect(await ended.ended).toMatchObject({ signal: 'SIGTERM', stdout: '' })
  release()
  expect(await tree.launch(['ask.cjs'], environment).ended).toMatchObject({ code: 0, stdout: '42\n' })
})

test('a torn record of what is installed is written anew', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'node_modules/.package-lock.json': '{"packages":{', 'hello.ts': `console.log('hello')` })
  expect(await tree.launch(['hello.ts']).ended).toMatchObject({ code: 0, stdout: 'hello\n' })
  expect(JSON.parse(await readFile(join(tree.root, 'node_modules/.package-lock.json'), 'utf8')).packages).toEqual({})
})

test.each([
  ['registry-unreachable', { npm_config_registry: 'http://127.0.0.1:1' }],
  ['npm-missing', { PATH: '/nowhere', npm_execpath: '/nowhere/npm-cli.js' }],
])('%s is a sentence with a way out', async (failure, environment) => {
  const published = await publish('answer', '1.0.0', answer)
  const tree = await createWorkTree([published])
  await tree.write(script)
  const { code, stdout, stderr } = await tree.launch(['ask.cjs'], environment).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`(${failure})`)
})

test('a manifest and a lock file that do not agree are told apart from npm failing', async () => {
  const tree = await createWorkTree()
  const manifest = { name: 'tree', version: '1.0.0', type: 'module', dependencies: { answer: '2.0.0' } }
  await tree.write({ 'package.json': JSON.stringify(manifest), 'node_modules/.package-lock.json': '' })
  const published = await publish('answer', '2.0.0', answer)
  const registry = await startRegistry([published])
  onTestFinished(registry.stop)
  const { code, stderr } = await tree.launch(['any.ts'], { npm_config_registry: registry.url }).ended
  expect(code).toBe(2)
  expect(stderr).toContain('(lock-file-out-of-step)')
  expect(stderr).toContain('Missing: answer@2.0.0 from lock file')
})
