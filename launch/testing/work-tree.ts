import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { integrityOf, type Published } from './registry.ts'

/** What a launch printed and how it ended. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** A launch that runs. */
export type Launch = { child: ChildProcess; ended: Promise<Ended>; stdoutHas(text: string): Promise<void> }

/** A throw-away work tree, in a folder with a space in its name, with a launcher of its own. */
export type WorkTree = {
  root: string
  write(files: Record<string, string>): Promise<void>
  launch(words: string[], environment?: NodeJS.ProcessEnv): Launch
}

/** The folder with the launcher's files. */
const launcherFolder = join(import.meta.dirname, '..')

/** Makes a work tree whose lock file names the given packages. Gone when the test has finished. */
export async function createWorkTree(dependencies: Published[] = []): Promise<WorkTree> {
  const home = await temporaryFolder()
  const root = join(home, 'work tree')
  const names = Object.fromEntries(dependencies.map(({ name, version }) => [name, version]))
  const manifest = { name: 'tree', version: '1.0.0', type: 'module', dependencies: names }
  const entries = dependencies.map((item) => [
    `node_modules/${item.name}`,
    { version: item.version, integrity: integrityOf(item) },
  ])
  const lock = { lockfileVersion: 3, packages: { '': manifest, ...Object.fromEntries(entries) } }
  const tree: WorkTree = {
    root,
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(root, path)), { recursive: true })
        await writeFile(join(root, path), content)
      }
    },
    launch: (words, environment = {}) => startLaunch(home, root, words, environment),
  }
  for (const file of await readdir(launcherFolder)) {
    if (/\.(cjs|json)$/.test(file)) await cp(join(launcherFolder, file), join(root, 'launch', file))
  }
  await tree.write({ 'package.json': JSON.stringify(manifest), 'package-lock.json': JSON.stringify(lock) })
  if (dependencies.length === 0) await tree.write({ 'node_modules/.package-lock.json': '{"packages":{}}' })
  return tree
}

/** Makes the launcher of a tree think that the running Node is too old, and a packaged one that is this very Node. */
export async function pinRuntime(tree: WorkTree, pinned: Published & { integrity?: string }): Promise<void> {
  const entry = {
    name: pinned.name,
    version: pinned.version,
    integrity: pinned.integrity ?? integrityOf(pinned),
    executable: 'bin/node',
    bytes: Buffer.byteLength(nodeInDisguise),
  }
  const table = { minimum: '99.0.0', packages: { [`${process.platform}-${process.arch}`]: entry } }
  await tree.write({ 'launch/runtime.json': JSON.stringify(table) })
}

/** A program that is Node, yet small. */
export const nodeInDisguise = `#!/bin/sh\nexec '${process.execPath}' "$@"\n`

/** Packs files as npm does. */
export async function publish(name: string, version: string, files: Record<string, string>): Promise<Published> {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
    await chmod(join(folder, path), 0o755)
  }
  await promisify(execFile)('npm', ['pack', '--silent', '--ignore-scripts'], { cwd: folder })
  return { name, version, tarball: await readFile(join(folder, `${name}-${version}.tgz`)) }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-launch-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function startLaunch(home: string, root: string, words: string[], environment: NodeJS.ProcessEnv): Launch {
  const child = spawn(process.execPath, ['launch/launch.cjs', ...words], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      npm_config_cache: join(home, 'cache'),
      npm_config_fetch_retries: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const output = { stdout: '', stderr: '' }
  const watchers = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      for (const watcher of watchers) watcher()
    })
  }
  return {
    child,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, ...output })),
    stdoutHas: (text) =>
      new Promise((resolve) => {
        const watcher = () => output.stdout.includes(text) && resolve()
        watchers.add(watcher)
        watcher()
      }),
  }
}
