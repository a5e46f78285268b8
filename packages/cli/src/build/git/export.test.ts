import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commitFiles, repositoryOf, runGit, temporaryFolder, writeFiles } from '../fixtures/repository.ts'
import { resolveCommit } from './commit.ts'
import { exportCommit } from './export.ts'
import { findRepository, type Repository } from './repository.ts'

async function opened(folder: string): Promise<Repository> {
  const repository = await findRepository(folder)
  if (!repository) throw new Error(`${folder} is no repository`)
  return repository
}

async function exported(from: string, name = 'HEAD'): Promise<{ folder: string; submodules: readonly string[] }> {
  const repository = await opened(from)
  const folder = await temporaryFolder()
  const commit = await resolveCommit(repository, name)
  return { folder, ...(await exportCommit(repository, commit, { folder, scratch: await temporaryFolder() })) }
}

test('a commit is found by any name, and told apart from what is none', async () => {
  const top = await repositoryOf({ file: '1' })
  const first = runGit(top, 'rev-parse', 'HEAD')
  const second = await commitFiles(top, { file: '2' })
  runGit(top, 'tag', '--annotate', 'v1', '--message', 'one', first)
  const repository = await opened(top)
  for (const name of ['HEAD', 'main', second, second.slice(0, 8)]) {
    expect((await resolveCommit(repository, name)).id).toBe(second)
  }
  expect((await resolveCommit(repository, 'v1')).id).toBe(first)
  for (const name of ['', '-h', '--all', 'f'.repeat(40), 'nothing', 'HEAD:file', 'a b', 'HEAD^5']) {
    await expect(resolveCommit(repository, name)).rejects.toMatchObject({ code: 'commit-unknown' })
  }
})

test('says why a commit is unknown: nothing committed, or not in a shallow clone', async () => {
  const empty = await temporaryFolder()
  runGit(empty, 'init', '--quiet')
  await expect(resolveCommit(await opened(empty), 'HEAD')).rejects.toThrow(/nothing has been committed/)
  const top = await repositoryOf({ file: '1' })
  const first = runGit(top, 'rev-parse', 'HEAD')
  await commitFiles(top, { file: '2' })
  const shallow = join(await temporaryFolder(), 'shallow')
  runGit(top, 'clone', '--quiet', '--depth', '1', `file://${top}`, shallow)
  await expect(resolveCommit(await opened(shallow), first)).rejects.toThrow(/--unshallow/)
})

test('writes what was committed: bytes, modes, links; never what lies in the work tree or the index', async () => {
  const top = await repositoryOf({
    'bin/start': { executable: '#!/bin/sh\n' },
    'deep/er/file': 'committed\n',
    link: { link: 'deep/er/file' },
    '.gitattributes': '*.hidden export-ignore\n*.dos text eol=crlf\n',
    'a.hidden': 'still here',
    'a.dos': 'one\ntwo\n',
  })
  await writeFiles(top, { 'deep/er/file': 'changed', new: 'not committed' })
  runGit(top, 'add', '--all')
  const before = [runGit(top, 'status', '--porcelain'), (await stat(join(top, '.git/index'))).mtimeMs]
  const { folder, submodules } = await exported(top)
  expect([runGit(top, 'status', '--porcelain'), (await stat(join(top, '.git/index'))).mtimeMs]).toEqual(before)
  expect((await readdir(folder)).sort()).toEqual(['.gitattributes', 'a.dos', 'a.hidden', 'bin', 'deep', 'link'])
  expect(await readFile(join(folder, 'deep/er/file'), 'utf8')).toBe('committed\n')
  expect(await readFile(join(folder, 'a.dos'), 'utf8')).toBe('one\r\ntwo\r\n')
  expect((await lstat(join(folder, 'bin/start'))).mode & 0o111).toBe(0o111)
  expect(await readlink(join(folder, 'link'))).toBe('deep/er/file')
  expect(submodules).toEqual([])
})

test('settings of the machine change nothing', async () => {
  const top = await repositoryOf({ file: 'one\ntwo\n', 'left/out': 'here' })
  for (const setting of [
    'core.autocrlf=true',
    'core.sparseCheckout=true',
    'core.splitIndex=true',
    'core.fileMode=false',
  ]) {
    runGit(top, 'config', ...setting.split('='))
  }
  await writeFiles(top, {
    '.git/info/sparse-checkout': '/file\n',
    '.git/hooks/post-checkout': { executable: '#!/bin/sh\ntouch hooked' },
  })
  const { folder } = await exported(top)
  expect((await readdir(join(top, '.git'))).filter((name) => name.startsWith('sharedindex'))).toEqual([])
  expect((await readdir(folder)).sort()).toEqual(['file', 'left'])
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('one\ntwo\n')
})

test('works from bare repositories and linked work trees, and names submodules', async () => {
  const top = await repositoryOf({ file: '1' })
  const bare = join(await temporaryFolder(), 'bare.git')
  runGit(top, 'clone', '--quiet', '--bare', top, bare)
  expect(await readdir((await exported(bare)).folder)).toEqual(['file'])
  const linked = join(await temporaryFolder(), 'linked')
  runGit(top, 'worktree', 'add', '--quiet', linked)
  await commitFiles(linked, { another: '2' })
  expect(await readdir((await exported(linked)).folder)).toEqual(['another', 'file'])
  runGit(top, '-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', bare, 'inner')
  await commitFiles(top, {})
  expect((await exported(top)).submodules).toEqual(['inner'])
})
