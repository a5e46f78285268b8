import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack as tar } from 'tar-stream'
import { expect, test } from 'vitest'
import { temporaryFolder, tree } from './fixtures/tree.ts'
import { ownDigest } from './own.ts'
import { pack } from './pack.ts'
import { unpack } from './unpack.ts'
import { writeManifest } from './write.ts'

test('gives back what was packed', async () => {
  const directory = await tree([
    { path: 'bin/start', text: '#!/bin/sh\n', executable: true },
    { path: 'empty', text: '', executable: false },
    { path: `${'deep/'.repeat(40)}Grüße`, text: 'hello', executable: false },
  ])
  const { digest } = await writeManifest(directory, { commit: 'abc' })
  const archive = await pack(directory)
  const unpacked = await temporaryFolder()
  await unpack(archive, unpacked)
  expect(await ownDigest(unpacked)).toEqual({ digest, commit: 'abc' })
  expect(Buffer.from(archive).equals(await pack(unpacked))).toBe(true)
})

test.each([
  { name: '../outside', type: 'file' },
  { name: '/outside', type: 'file' },
  { name: './a/../../outside', type: 'file' },
  { name: './link', type: 'symlink', linkname: '/etc' },
  { name: './folder', type: 'directory' },
] as const)('refuses $type $name', async (header) => {
  const archive = tar()
  if (header.type === 'file') archive.entry({ ...header }, 'text')
  else archive.entry({ ...header })
  archive.finalize()
  const directory = await temporaryFolder()
  const bytes = gzipSync(await buffer(archive))
  await expect(unpack(bytes, directory)).rejects.toMatchObject({ code: 'bundle-archive-unreadable' })
  expect(await readdir(directory)).toEqual([])
  expect(await readdir(dirname(directory))).not.toContain('outside')
})

test('refuses what is no archive, or a torn one', async () => {
  const directory = await tree([{ path: 'file', text: 'x'.repeat(5_000), executable: false }])
  await writeManifest(directory)
  const archive = await pack(directory)
  for (const bytes of [Buffer.from('a letter'), archive.subarray(0, archive.length / 2), gzipSync('a letter')]) {
    await expect(unpack(bytes, await temporaryFolder())).rejects.toMatchObject({ code: 'bundle-archive-unreadable' })
  }
})
