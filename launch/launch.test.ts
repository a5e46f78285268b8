import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createWorkTree } from './testing/work-tree.ts'

const report = `
  import { execFileSync } from 'node:child_process'
  const words: string[] = process.argv.slice(2)
  const below = execFileSync('node', ['-p', 'process.execPath'], { encoding: 'utf8' }).trim()
  console.log(JSON.stringify({ words, folder: process.cwd(), node: process.execPath, below }))
  process.exit(3)`

test('a script gets its words, folder and exit code, and alone writes to standard output', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'report.ts': report })
  const { code, stdout, stderr } = await tree.launch(['report.ts', 'one', 'two words', '--json']).ended
  expect(JSON.parse(stdout)).toEqual({
    words: ['one', 'two words', '--json'],
    folder: tree.root,
    node: process.execPath,
    below: process.execPath,
  })
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
})

test('the chosen Node comes first on the PATH, once', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'path.ts': 'console.log(process.env.PATH)' })
  const folder = dirname(process.execPath)
  const behind = await tree.launch(['path.ts'], { PATH: `/bin:${folder}` }).ended
  expect(behind.stdout.trim()).toBe(`${folder}:/bin:${folder}`)
  const before = await tree.launch(['path.ts'], { PATH: `${folder}:/bin` }).ended
  expect(before.stdout.trim()).toBe(`${folder}:/bin`)
})

test('what Node makes of the sources is kept beside them, unless the person has decided otherwise', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'cache.ts': 'console.log(process.env.NODE_COMPILE_CACHE)' })
  expect((await tree.launch(['cache.ts']).ended).stdout).toBe(`${tree.root}/.kickai/compile-cache\n`)
  expect((await tree.launch(['cache.ts'], { NODE_COMPILE_CACHE: `${tree.root}/mine` }).ended).stdout).toBe(
    `${tree.root}/mine\n`,
  )
  expect((await tree.launch(['cache.ts'], { NODE_DISABLE_COMPILE_CACHE: '1' }).ended).stdout).toBe('undefined\n')
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s reaches the script, which ends as it likes', async (signal) => {
  const tree = await createWorkTree()
  const script = `process.on('${signal}', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')`
  await tree.write({ 'wait.ts': script })
  const launch = tree.launch(['wait.ts'])
  await launch.stdoutHas('ready')
  launch.child.kill(signal)
  expect(await launch.ended).toMatchObject({ code: 7, signal: null })
})

test('a signal to npm itself reaches the script too, since no shell stays between them', async () => {
  const { scripts } = JSON.parse(await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8'))
  for (const script of Object.values(scripts)) expect(script).toMatch(/^exec node launch\/launch\.cjs /)
  const tree = await createWorkTree()
  const manifest = { type: 'module', scripts: { start: 'exec node launch/launch.cjs wait.ts' } }
  const script = `process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')`
  await tree.write({ 'package.json': JSON.stringify(manifest), 'wait.ts': script })
  const npm = spawn('npm', ['--silent', 'start'], { cwd: tree.root, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    npm.kill('SIGKILL')
  })
  await once(npm.stdout, 'data')
  npm.kill('SIGTERM')
  expect(await once(npm, 'close')).toEqual([7, null])
})

test('a script that a signal ended ends the launcher by the same signal', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'die.ts': `process.kill(process.pid, 'SIGKILL')` })
  expect(await tree.launch(['die.ts']).ended).toMatchObject({ code: null, signal: 'SIGKILL' })
})

test.each([
  [[], 'kickai: No script was named.'],
  [['absent.ts'], 'kickai: There is no file absent.ts.'],
])('without a script it says so: %j', async (words, sentence) => {
  const tree = await createWorkTree()
  const { code, stdout, stderr } = await tree.launch(words).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})

test('a folder that only others may write to needs nothing written once everything is installed', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'hello.ts': `console.log('hello')` })
  await chmod(tree.root, 0o555)
  try {
    expect(await tree.launch(['hello.ts']).ended).toMatchObject({ code: 0, stdout: 'hello\n' })
  } finally {
    await chmod(tree.root, 0o755)
  }
})

test('a fault of ours shows its stack and is no usage error', async () => {
  const tree = await createWorkTree()
  await tree.write({ 'launch/runtime.json': 'torn' })
  const { code, stderr } = await tree.launch([join(tree.root, 'any.ts')]).ended
  expect(code).toBe(70)
  expect(stderr).toContain('SyntaxError')
})
