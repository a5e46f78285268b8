import { buffer } from 'node:stream/consumers'
import { gunzipSync, gzipSync } from 'node:zlib'
import { pack as tar } from 'tar-stream'
import { expect, test } from 'vitest'
import { archiveDigest } from './archive-digest.ts'
import { tree } from './fixtures/tree.ts'
import { manifestName } from './manifest.ts'
import { ownDigest } from './own.ts'
import { pack } from './pack.ts'
import { writeManifest } from './write.ts'

const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

async function archiveOf(
  entries: readonly { readonly name: string; readonly text: string; readonly type?: 'symlink' }[],
): Promise<Buffer> {
  const archive = tar()
  for (const { name, text, type } of entries) {
    if (type === undefined) archive.entry({ name }, text)
    else archive.entry({ name, type, linkname: text })
  }
  archive.finalize()
  return gzipSync(await buffer(archive))
}

const manifestOf = (...paths: string[]) =>
  JSON.stringify({
    schemaVersion: 1,
    files: paths.map((path) => ({ path, sha256: sha256OfNothing, executable: false })),
  })

test('gives the digest that the unpacked bundle has', async () => {
  const directory = await tree([
    { path: 'bin/start', text: '#!/bin/sh\n', executable: true },
    { path: 'empty', text: '', executable: false },
    { path: `${'deep/'.repeat(40)}Grüße`, text: 'hello\n'.repeat(100_000), executable: false },
  ])
  await writeManifest(directory, { commit: 'abc' })
  expect(await archiveDigest(await pack(directory))).toEqual(await ownDigest(directory))
  await writeManifest(directory)
  expect(await archiveDigest(await pack(directory))).toEqual(await ownDigest(directory))
})

test('a file that is not as the manifest has it gives another digest', async () => {
  const entries = (text: string) => [
    { name: manifestName, text: manifestOf('a') },
    { name: './a', text },
  ]
  const empty = await archiveDigest(await archiveOf(entries('')))
  expect(await archiveDigest(await archiveOf(entries('x')))).not.toEqual(empty)
})

test.each([
  ['no manifest', [{ name: 'a', text: '' }]],
  ['two manifests', [1, 2].map(() => ({ name: manifestName, text: manifestOf('a') }))],
  ['a missing file', [{ name: manifestName, text: manifestOf('a') }]],
  [
    'an unlisted file',
    [
      { name: manifestName, text: manifestOf('a') },
      { name: 'a', text: '' },
      { name: 'b', text: '' },
    ],
  ],
  [
    'a file twice',
    [
      { name: manifestName, text: manifestOf('a') },
      { name: 'a', text: 'x' },
      { name: './a', text: '' },
    ],
  ],
  ['a link', [{ name: 'a', text: '/etc', type: 'symlink' as const }]],
  ['a path that leads out', [{ name: '../a', text: '' }]],
])('refuses %s', async (_name, entries) => {
  await expect(archiveDigest(await archiveOf(entries))).rejects.toMatchObject({ code: 'bundle-archive-unreadable' })
})

test('refuses what is no archive, a torn one, and one that unpacks without end', async () => {
  const directory = await tree([{ path: 'file', text: '0'.repeat(5_000_000), executable: false }])
  await writeManifest(directory)
  const archive = Buffer.from(await pack(directory))
  const half = gzipSync(gunzipSync(archive).subarray(0, 1_000_000))
  for (const bytes of [Buffer.from('a letter'), archive.subarray(0, archive.length / 2), gzipSync('a letter'), half]) {
    await expect(archiveDigest(bytes)).rejects.toMatchObject({ code: 'bundle-archive-unreadable' })
  }
  await expect(archiveDigest(archive, { unpackedBytes: 1_000_000 })).rejects.toMatchObject({
    code: 'bundle-archive-unreadable',
    message: expect.stringContaining('1000000 bytes'),
  })
})
