import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Found, findProgram } from './find-program.ts'

const run = promisify(execFile)

/**
 * Podman, where containers can really be run with it: that takes rights that a machine may not give. `PODMAN_PATH` names it where it
 * is not found.
 */
export function podman(environment: NodeJS.ProcessEnv = process.env): Found {
  const found = findProgram(environment, 'PODMAN_PATH', 'Podman', ['podman'], [])
  if ('missing' in found) return { ...found, optional: true }
  if (process.platform !== 'linux') return { missing: 'needs Podman on Linux', optional: true }
  // There is nothing in it to run: whatever else stands in the way is said before that.
  const nothing = mkdtempSync(join(tmpdir(), 'kickai-nothing-'))
  const words = ['run', '--rm', '--network', 'host', ...limits(), '--rootfs', nothing, '/nothing']
  const { status, stderr } = spawnSync(found.path, words, { encoding: 'utf8' })
  rmSync(nothing, { recursive: true, force: true })
  if (status === 127) return found
  const reason = stderr.trim().split('\n').at(-1) || 'it does not say why'
  return { missing: `needs Podman with the right to run containers: ${reason}`, optional: true }
}

/**
 * An image with nothing but the Node that runs this test and the libraries it is linked with, and no shell; made once on a
 * machine, from nothing, since there need not be a registry. Gives its name.
 */
export async function nodeImage(program: string): Promise<string> {
  const name = `localhost/kickai-testing-node:${process.version}`
  const isThere = await run(program, ['image', 'exists', name]).then(
    () => true,
    () => false,
  )
  if (isThere) return name
  const folder = await mkdtemp(join(tmpdir(), 'kickai-node-image-'))
  try {
    const { stdout } = await run('ldd', [process.execPath])
    const libraries = [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path)
    for (const path of libraries) {
      await mkdir(dirname(join(folder, 'files', path)), { recursive: true })
      await copyFile(path, join(folder, 'files', path))
    }
    await mkdir(join(folder, 'files/usr/local/bin'), { recursive: true })
    await copyFile(process.execPath, join(folder, 'files/usr/local/bin/node'))
    await mkdir(join(folder, 'files/tmp'), { mode: 0o777 })
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY files /\n')
    await run(program, ['build', '--quiet', '--layers=false', '--tag', name, folder])
    return name
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Builds an image of a folder with a `Dockerfile` in it, which may use `ARG BASE`; gives its name, which `remove` takes away. */
export async function buildImage(
  program: string,
  folder: string,
  options: { readonly name: string; readonly base: string; readonly file?: string },
): Promise<{ readonly name: string; remove(): Promise<void> }> {
  const { base, file = join(folder, 'Dockerfile') } = options
  const name = `localhost/${options.name}`
  await run(program, [
    'build',
    '--quiet',
    '--layers=false',
    '--build-arg',
    `BASE=${base}`,
    '--tag',
    name,
    '--file',
    file,
    folder,
  ])
  return { name, remove: async () => void (await run(program, ['rmi', '--force', '--ignore', name])) }
}

/** Limits for a container that a machine allows which allows less than podman asks for. */
export function limits(): string[] {
  const files = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? '1024'
  return ['--ulimit', `nofile=${files}:${files}`, '--ulimit', 'nproc=4096:4096']
}
