import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { World } from '../fixtures/world.ts'
import { startPlatform } from '../platform.ts'

describe('what is refused at the start, with nothing changed', () => {
  test('a torn state file', async () => {
    const world = await World.start()
    try {
      await world.platform.stop()
      const path = join(world.directory, 'state.sqlite')
      const whole = await readFile(path)
      const torn = whole.subarray(0, whole.length / 2)
      await writeFile(path, torn)
      const { mtimeMs } = await stat(path)
      await expect(world.again()).rejects.toMatchObject({
        code: 'state-unreadable',
        wayOut: expect.stringContaining('Nothing was changed'),
      })
      expect((await readFile(path)).equals(torn)).toBe(true)
      expect((await stat(path)).mtimeMs).toBe(mtimeMs)
      await writeFile(path, whole)
    } finally {
      await world.end()
    }
  })

  test('what is no port, and a directory that cannot be one', async () => {
    const directory = import.meta.filename
    await expect(startPlatform({ directory, port: 1.5 })).rejects.toMatchObject({ code: 'port-invalid' })
    await expect(startPlatform({ directory })).rejects.toMatchObject({ code: 'directory-unusable' })
  })

  test('a port that was asked for and is taken, and options that are none', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kickai-local-'))
    const other = createServer()
    try {
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      const { port } = other.address() as AddressInfo
      await expect(startPlatform({ directory, port })).rejects.toMatchObject({ code: 'port-in-use' })
      const options = { overlapRouting: 'both', keepImages: 0 } as object
      const error = await startPlatform({ directory, port: 0, options }).catch((refused: unknown) => refused)
      expect(error).toMatchObject({ code: 'options-invalid' })
      expect(String(error)).toMatch(/overlapRouting.*keepImages|keepImages.*overlapRouting/)
      expect(await readdir(directory)).not.toContain('state.sqlite')
    } finally {
      other.close()
      await rm(directory, { recursive: true, force: true })
    }
  })
})
