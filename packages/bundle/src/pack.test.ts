import { execFileSync } from 'node:child_process'
import { stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type TreeFile, temporaryFolder, tree } from './fixtures/tree.ts'
import { ownDigest } from './own.ts'
import { pack } from './pack.ts'
import { writeManifest } from './write.ts'

const long = `${'folder/'.repeat(30)}${'name'.repeat(30)}`
const files: TreeFile[] = [
  { path: 'bin/start', text: '#!/bin/sh\n', executable: true },
  { path: 'service.mjs', text: 'run()\n'.repeat(1_000), executable: false },
  { path: 'empty', text: '', executable: false },
  { path: 'names/Grüße 👋.txt', text: 'hello', executable: false },
  { path: long, text: 'deep', executable: false },
]

test('packs a bundle that any tar unpacks to the same digest', async () => {
  const directory = await tree(files)
  const { digest } = await writeManifest(directory, { commit: 'abc' })
  await writeFile(join(directory, 'written-since'), '')
  const unpacked = await temporaryFolder()
  execFileSync('tar', ['-xzf', '-', '-C', unpacked], { input: await pack(directory) })
  expect(await ownDigest(unpacked)).toEqual({ digest, commit: 'abc' })
  expect((await stat(join(unpacked, 'bin/start'))).mode & 0o777).toBe(0o755)
  expect((await stat(join(unpacked, 'service.mjs'))).mode & 0o777).toBe(0o644)
  await expect(stat(join(unpacked, 'written-since'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('gives the same bytes for the same files, without times and owners', async () => {
  const one = await tree(files)
  const other = await tree([...files].reverse())
  await utimes(join(other, 'empty'), 1_000, 1_000)
  await writeManifest(one)
  await writeManifest(other)
  const archive = Buffer.from(await pack(one))
  expect(archive.equals(await pack(other))).toBe(true)
  expect(archive.subarray(4, 10).toString('hex')).toBe('0000000000ff')
  const listing = execFileSync('tar', ['--numeric-owner', '--utc', '-tvf', '-'], {
    input: gunzipSync(archive),
  }).toString()
  for (const line of listing.trim().split('\n')) {
    expect(line).toMatch(/^-rw(x|-)r-(x|-)r-(x|-) 0\/0 +\d+ 1970-01-01 00:00 \.\//)
  }
})

test('refuses a folder without a manifest, and one that no longer is what its manifest says', async () => {
  const directory = await tree(files)
  await expect(pack(directory)).rejects.toMatchObject({ code: 'bundle-manifest-missing' })
  await writeManifest(directory)
  await writeFile(join(directory, 'empty'), 'not any more')
  await expect(pack(directory)).rejects.toMatchObject({ code: 'bundle-changed' })
})
