import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { directoryArtifacts } from './directory.ts'
import { pruneArtifacts } from './prune.ts'

const digestOf = (index: number) => `sha256:${String(index).padStart(64, '0')}`
const archiveOf = (index: number) => Buffer.from(`archive ${index}`)
const hour = 3_600_000
let path: string

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'kickai-artifacts-'))
})

afterEach(() => rm(path, { recursive: true, force: true }))

/** Keeps artifacts 1 to `count`, the last one put last, all of them hours ago. */
async function keep(count: number): Promise<void> {
  for (let index = 1; index <= count; index++) {
    const before = new Set(await readdir(path))
    await directoryArtifacts(path).put({ kind: 'bundle', digest: digestOf(index) }, archiveOf(index))
    const at = new Date(Date.now() - (count - index + 2) * hour)
    for (const name of await readdir(path)) if (!before.has(name)) await utimes(join(path, name), at, at)
  }
}

const kept = async () =>
  (await readdir(path)).flatMap((name) => (name.endsWith('.json') ? [Number(name.slice(0, 64))] : [])).sort()
const nothing = async () => new Set<string>()

test('the newest stay, and what is needed; the archives of the others go with them', async () => {
  await keep(6)
  const gone = await pruneArtifacts(path, { newest: 2, needed: async () => new Set([digestOf(2)]) })
  expect(gone.sort()).toEqual([1, 3, 4].map(digestOf))
  expect(await kept()).toEqual([2, 5, 6])
  expect(await readdir(path)).toHaveLength(6)
  for (const index of [2, 5, 6])
    expect(archiveOf(index).equals((await directoryArtifacts(path).get(digestOf(index))) ?? Buffer.alloc(0))).toBe(true)
  expect(await directoryArtifacts(path).get(digestOf(1))).toBeUndefined()
})

test('where there are no more than the newest, nobody is asked what is needed', async () => {
  await keep(2)
  const asked = () => Promise.reject(new Error('asked'))
  expect(await pruneArtifacts(path, { newest: 2, needed: asked })).toEqual([])
  expect(await pruneArtifacts(join(path, 'nothing'), { newest: 2, needed: asked })).toEqual([])
  expect(await kept()).toEqual([1, 2])
})

test('what is needed and cannot be told removes nothing', async () => {
  await keep(3)
  const needed = () => Promise.reject(new Error('no journal'))
  await expect(pruneArtifacts(path, { newest: 1, needed })).rejects.toThrow('no journal')
  expect(await kept()).toEqual([1, 2, 3])
})

test('what is put again while others are removed stays', async () => {
  await keep(3)
  const needed = async () => {
    await directoryArtifacts(path).put({ kind: 'bundle', digest: digestOf(1) }, archiveOf(1))
    return new Set<string>()
  }
  expect(await pruneArtifacts(path, { newest: 1, needed })).toEqual([digestOf(2)])
  expect(archiveOf(1).equals((await directoryArtifacts(path).get(digestOf(1))) ?? Buffer.alloc(0))).toBe(true)
})

test('an archive that has just come stays without a record, what died long ago goes', async () => {
  await keep(1)
  const [young, old, part] = [`${'a'.repeat(64)}.tgz`, `${'b'.repeat(64)}.tgz`, 'x.tgz.1.part']
  for (const name of [young, old, part]) await writeFile(join(path, name), '')
  const then = new Date(Date.now() - 2 * hour)
  for (const name of [old, part]) await utimes(join(path, name), then, then)
  await pruneArtifacts(path, { newest: 5, needed: nothing })
  expect(await readdir(path)).toHaveLength(3)
  expect(await readdir(path)).toContain(young)
})

test('beside a record of another version no archive is taken for unnamed', async () => {
  await keep(3)
  await writeFile(join(path, `${digestOf(3).slice(7)}.json`), '{"schemaVersion":2,"archives":["x"]}')
  expect(await pruneArtifacts(path, { newest: 2, needed: nothing })).toHaveLength(1)
  expect((await readdir(path)).filter((name) => name.endsWith('.tgz'))).toHaveLength(3)
})
