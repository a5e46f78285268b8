import { execFileSync } from 'node:child_process'
import { chmod, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TreeFile, temporaryFolder, tree } from './fixtures/tree.ts'
import vectors from './fixtures/vectors.json' with { type: 'json' }
import { ownDigest } from './own.ts'
import { writeManifest } from './write.ts'

describe('the digest', () => {
  test.each(vectors.trees)('of $name is as committed', async ({ files, digest }) => {
    const directory = await tree(files)
    expect((await writeManifest(directory)).digest).toBe(digest)
    expect(await ownDigest(directory)).toEqual({ digest })
  })

  const part = fc.stringMatching(/^[a-zA-Z0-9 .é-]{1,6}$/).filter((name) => name !== '.' && name !== '..')
  const file = fc.record({
    path: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    text: fc.string({ maxLength: 20 }),
    executable: fc.boolean(),
  })
  const files = fc
    .uniqueArray(file, { selector: ({ path }) => path, minLength: 1, maxLength: 6 })
    .filter((all) => all.every(({ path }) => all.every((other) => !other.path.startsWith(`${path}/`))))

  const digestOf = async (all: readonly TreeFile[]) => (await writeManifest(await tree(all))).digest

  test('does not depend on the order of creation nor on times', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.date({ noInvalidDate: true, min: new Date(0) }), async (all, time) => {
        const directory = await tree([...all].reverse())
        for (const { path } of all) await utimes(join(directory, path), time, time)
        expect((await writeManifest(directory)).digest).toBe(await digestOf(all))
      }),
      { numRuns: 30 },
    )
  })

  test('changes with any byte, name or mode', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), fc.nat(), async (all, which, where) => {
        const index = which % all.length
        const chosen = all[index] as TreeFile
        const bytes = Buffer.from(chosen.text)
        const place = where % (bytes.length + 1)
        const altered = [
          { ...chosen, text: `${chosen.text.slice(0, place)}~${chosen.text.slice(place)}` },
          { ...chosen, executable: !chosen.executable },
          { ...chosen, path: `${chosen.path}~` },
          { ...chosen, path: `~/${chosen.path}` },
        ]
        const before = await digestOf(all)
        for (const other of altered) expect(await digestOf(all.with(index, other))).not.toBe(before)
        if (all.length > 1) expect(await digestOf(all.toSpliced(index, 1))).not.toBe(before)
      }),
      { numRuns: 30 },
    )
  })
})

describe('writeManifest', () => {
  test('lists sorted files with the commit, and writes the same over itself', async () => {
    const directory = await tree([
      { path: 'b', text: 'two', executable: false },
      { path: 'a/run', text: 'one', executable: true },
    ])
    const first = await writeManifest(directory, { commit: 'c'.repeat(40) })
    const text = await readFile(join(directory, 'kickai-bundle.json'), 'utf8')
    expect(JSON.parse(text)).toEqual({ schemaVersion: 1, commit: 'c'.repeat(40), files: first.files })
    expect(first.files.map(({ path, executable }) => [path, executable])).toEqual([
      ['a/run', true],
      ['b', false],
    ])
    expect(await writeManifest(directory, { commit: 'c'.repeat(40) })).toEqual(first)
    expect(await readFile(join(directory, 'kickai-bundle.json'), 'utf8')).toBe(text)
    expect((await writeManifest(directory)).digest).toBe(first.digest)
  })

  test('refuses an empty folder', async () => {
    await expect(writeManifest(await temporaryFolder())).rejects.toMatchObject({ code: 'bundle-empty' })
  })

  test('refuses links, pipes and names that are no text, all at once, and writes nothing', async () => {
    const directory = await tree([{ path: 'deep/file', text: '', executable: false }])
    await symlink('file', join(directory, 'deep/link'))
    await symlink('..', join(directory, 'out'))
    execFileSync('mkfifo', [join(directory, 'pipe')])
    await writeFile(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff])]), '')
    await expect(writeManifest(directory)).rejects.toMatchObject({
      code: 'bundle-refused',
      message: expect.stringMatching(/deep\/link is a symbolic.*out is a symbolic.*pipe is no regular.*UTF-8/s),
    })
    await expect(readFile(join(directory, 'kickai-bundle.json'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('ownDigest', () => {
  const service = [
    { path: 'service.mjs', text: 'run()', executable: false },
    { path: 'bin/start', text: '#!/bin/sh', executable: true },
  ]

  test('is of the bytes and modes that are there, whatever the manifest claims', async () => {
    const directory = await tree(service)
    const { digest } = await writeManifest(directory, { commit: 'abc' })
    await writeFile(join(directory, 'data.sqlite'), 'written since')
    expect(await ownDigest(directory)).toEqual({ digest, commit: 'abc' })
    await writeFile(join(directory, 'service.mjs'), 'run( )')
    const changed = await ownDigest(directory)
    expect(changed.digest).not.toBe(digest)
    await writeFile(join(directory, 'service.mjs'), 'run()')
    await chmod(join(directory, 'bin/start'), 0o644)
    expect((await ownDigest(directory)).digest).not.toBe(digest)
  })

  test('fails where a file or the manifest is missing', async () => {
    const directory = await tree(service)
    await expect(ownDigest(directory)).rejects.toMatchObject({ code: 'bundle-manifest-missing' })
    await writeManifest(directory)
    await rename(join(directory, 'bin/start'), join(directory, 'bin/begin'))
    await expect(ownDigest(directory)).rejects.toMatchObject({ code: 'bundle-file-missing' })
  })

  const sha256 = 'a'.repeat(64)
  test.each([
    '{"schemaVersion":1,"files":[',
    '[]',
    '{"schemaVersion":2,"files":[]}',
    '{"schemaVersion":1,"files":[]}',
    '{"schemaVersion":1,"commit":7,"files":[]}',
    `{"schemaVersion":1,"files":[{"path":"../x","sha256":"${sha256}","executable":false}]}`,
    `{"schemaVersion":1,"files":[{"path":"/x","sha256":"${sha256}","executable":false}]}`,
    '{"schemaVersion":1,"files":[{"path":"x","sha256":"short","executable":false}]}',
  ])('refuses the manifest %s', async (text) => {
    const directory = await tree([{ path: 'kickai-bundle.json', text, executable: false }])
    await expect(ownDigest(directory)).rejects.toMatchObject({ code: 'bundle-manifest-unreadable' })
  })
})
