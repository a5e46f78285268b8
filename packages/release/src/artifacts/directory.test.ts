import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Artifact } from '../ports/artifacts.ts'
import { directoryArtifacts } from './directory.ts'

const artifact: Artifact = { kind: 'bundle', digest: `sha256:${'a'.repeat(64)}`, commit: 'c'.repeat(40) }
const archive = randomBytes(10_000)
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kickai-artifacts-'))
})

afterEach(() => rm(directory, { recursive: true, force: true }))

const kept = async (end: string) => join(directory, (await readdir(directory)).find((name) => name.endsWith(end)) ?? '')

test('gives back what was put, to another process too, and nothing for other digests', async () => {
  const path = join(directory, 'made/when/needed')
  await directoryArtifacts(path).put(artifact, archive)
  expect(archive.equals((await directoryArtifacts(path).get(artifact.digest)) ?? Buffer.alloc(0))).toBe(true)
  expect(await directoryArtifacts(path).get(`sha256:${'b'.repeat(64)}`)).toBeUndefined()
  expect(await directoryArtifacts(join(directory, 'nothing')).get(artifact.digest)).toBeUndefined()
})

test('what is kept is for its owner alone', async () => {
  const path = join(directory, 'made')
  await directoryArtifacts(path).put(artifact, archive)
  const modes = [path, ...(await readdir(path)).map((name) => join(path, name))].map(
    async (each) => (await stat(each)).mode & 0o777,
  )
  expect(await Promise.all(modes)).toEqual([0o700, 0o600, 0o600])
})

test('the same put twice, or many at once, leaves one archive and no remains', async () => {
  const artifacts = directoryArtifacts(directory)
  await Promise.all(Array.from({ length: 8 }, () => artifacts.put(artifact, archive)))
  await artifacts.put(artifact, archive)
  expect(await readdir(directory)).toHaveLength(2)
})

test('what is put last under a digest counts, and a reader meanwhile gets the one or the other whole', async () => {
  const artifacts = directoryArtifacts(directory)
  const other = randomBytes(10_000)
  await artifacts.put(artifact, archive)
  const reads = Array.from({ length: 20 }, () => artifacts.get(artifact.digest))
  await artifacts.put({ ...artifact, commit: 'd'.repeat(40) }, other)
  for (const read of await Promise.all(reads)) {
    expect([archive, other].some((whole) => whole.equals(read ?? Buffer.alloc(0)))).toBe(true)
  }
  expect(other.equals((await artifacts.get(artifact.digest)) ?? Buffer.alloc(0))).toBe(true)
})

test('a torn archive or record is refused, and repaired by putting again', async () => {
  const artifacts = directoryArtifacts(directory)
  await artifacts.put(artifact, archive)
  const damages = [
    async () => truncate(await kept('.tgz'), 5_000),
    async () => rm(await kept('.tgz')),
    async () => truncate(await kept('.json'), 10),
    async () => writeFile(await kept('.json'), '{"schemaVersion":1,"archive":"../../etc/passwd"}'),
    async () => writeFile(await kept('.json'), 'null'),
  ]
  for (const damage of damages) {
    await damage()
    await expect(artifacts.get(artifact.digest)).rejects.toMatchObject({
      code: 'artifact-unreadable',
      wayOut: expect.stringMatching(/\.$/),
    })
    await artifacts.put(artifact, archive)
    expect(archive.equals((await artifacts.get(artifact.digest)) ?? Buffer.alloc(0))).toBe(true)
  }
})

test('a digest that is none is refused before anything is touched', async () => {
  const artifacts = directoryArtifacts(directory)
  for (const digest of ['', 'sha256:', `sha256:${'A'.repeat(64)}`, '../../outside', `sha512:${'a'.repeat(64)}`]) {
    await expect(artifacts.get(digest)).rejects.toMatchObject({ code: 'artifact-digest-malformed' })
    await expect(artifacts.put({ ...artifact, digest }, archive)).rejects.toMatchObject({
      code: 'artifact-digest-malformed',
    })
  }
  expect(await readdir(directory)).toEqual([])
})

test('a place that cannot be written is told, with the cause', async () => {
  const file = join(directory, 'a-file')
  await writeFile(file, '')
  await expect(directoryArtifacts(join(file, 'below')).put(artifact, archive)).rejects.toMatchObject({
    code: 'artifact-not-kept',
    cause: expect.objectContaining({ code: 'ENOTDIR' }),
  })
})
