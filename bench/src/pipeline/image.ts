import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unpack } from '@kickai/bundle'
import { nodeImage, podman } from '../../../scripts/testing/podman.ts'
import type { Measured } from './figures.ts'

const run = promisify(execFile)
const bot = join(import.meta.dirname, '../../../apps/bot')
const name = `localhost/kickai-bench-bot-${process.pid}`

/** Builds the club service's image of its bundle again and again, with podman's cache and without; on a base with Node alone. */
export async function measureImage(archive: Uint8Array, times: number): Promise<Measured['image']> {
  const found = podman()
  if ('missing' in found) return { leftOut: found.missing }
  const { path: program } = found
  const base = await nodeImage(program)
  const context = await mkdtemp(join(tmpdir(), 'kickai-bench-image-'))
  const build = async (...words: string[]) => {
    const begun = performance.now()
    await run(program, ['build', '--quiet', ...words, '--build-arg', `BASE=${base}`, '--tag', name, context])
    return (performance.now() - begun) / 1000
  }
  const bytesOf = async (image: string) =>
    Number((await run(program, ['image', 'inspect', '--format', '{{.Size}}', image])).stdout)
  try {
    for (const file of ['Dockerfile', '.dockerignore']) await cp(join(bot, file), join(context, file))
    await mkdir(join(context, 'dist/bundle'), { recursive: true })
    await unpack(archive, join(context, 'dist/bundle'))
    const [cold, cached]: [number[], number[]] = [[], []]
    for (let time = 0; time < times; time += 1) {
      cold.push(await build('--no-cache'))
      cached.push(await build())
    }
    return { cold, cached, bytes: await bytesOf(name), baseBytes: await bytesOf(base) }
  } finally {
    await run(program, ['rmi', '--force', '--ignore', name])
    await rm(context, { recursive: true, force: true })
  }
}
