import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { repositoryOf, runGit, temporaryFolder, writeFiles } from '../fixtures/repository.ts'
import { findRepository, isDirty, repositoryRoot } from './repository.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('the root is found from the top and from a folder that git knows', async () => {
  const top = await repositoryOf({ 'services/one/start.sh': 'exit 0' })
  expect(await repositoryRoot(top)).toBe(top)
  expect(await repositoryRoot(join(top, 'services/one'))).toBe(top)
  expect(await findRepository(join(top, 'services/one'))).toMatchObject({ workTree: top, prefix: 'services/one/' })
})

test('a folder outside of any repository, or unknown to the one around it, has none', async () => {
  expect(await repositoryRoot(await temporaryFolder())).toBeUndefined()
  const home = await repositoryOf({ '.profile': '' })
  await writeFiles(home, { 'downloads/project/start.sh': 'exit 0' })
  expect(await repositoryRoot(join(home, 'downloads/project'))).toBeUndefined()
})

test('bare, shallow and linked ones are repositories', async () => {
  const top = await repositoryOf({ file: '1' })
  const folder = await temporaryFolder()
  runGit(top, 'clone', '--quiet', '--bare', top, join(folder, 'bare.git'))
  expect(await repositoryRoot(join(folder, 'bare.git'))).toBe(join(folder, 'bare.git'))
  runGit(top, 'clone', '--quiet', '--depth', '1', `file://${top}`, join(folder, 'shallow'))
  expect(await repositoryRoot(join(folder, 'shallow'))).toBe(join(folder, 'shallow'))
  runGit(top, 'worktree', 'add', '--quiet', join(folder, 'linked'))
  expect(await repositoryRoot(join(folder, 'linked'))).toBe(join(folder, 'linked'))
})

test('another repository that the environment names, as in a hook, does not count', async () => {
  const top = await repositoryOf({ file: '1' })
  const other = await repositoryOf({ file: '2' })
  vi.stubEnv('GIT_DIR', join(other, '.git'))
  vi.stubEnv('GIT_WORK_TREE', other)
  expect(await repositoryRoot(top)).toBe(top)
})

test('without git, a repository cannot be read, but a mere folder can', async () => {
  const folder = await temporaryFolder()
  const top = await repositoryOf({ file: '1' })
  vi.stubEnv('PATH', folder)
  await expect(repositoryRoot(top)).rejects.toMatchObject({ code: 'git-missing' })
  expect(await repositoryRoot(folder)).toBeUndefined()
})

test('a folder that is not there, and a repository that git refuses, are told', async () => {
  const top = await repositoryOf({ file: '1' })
  await expect(repositoryRoot(join(top, 'nowhere'))).rejects.toMatchObject({ code: 'folder-unknown' })
  await writeFiles(top, { '.git/config': '[core\n' })
  await expect(repositoryRoot(top)).rejects.toMatchObject({
    code: 'git-failed',
    message: expect.stringMatching(/config/),
  })
})

test('a changed, new or removed file makes the work tree dirty; ignored ones and the work directory do not', async () => {
  const top = await repositoryOf({ '.gitignore': 'ignored\n', file: '1' })
  const repository = await findRepository(top)
  if (!repository) throw new Error('no repository')
  const work = join(top, '.kickai')
  const dirty = () => isDirty(repository, work)
  expect(await dirty()).toBe(false)
  await writeFiles(top, { ignored: '', '.kickai/state': '' })
  expect(await dirty()).toBe(false)
  await writeFiles(top, { added: '' })
  expect(await dirty()).toBe(true)
  runGit(top, 'clean', '--quiet', '--force', 'added')
  await writeFiles(top, { file: '2' })
  expect(await dirty()).toBe(true)
  runGit(top, 'add', 'file')
  expect(await dirty()).toBe(true)
  runGit(top, 'reset', '--quiet', '--hard')
  expect(await dirty()).toBe(false)
  await mkdir(join(top, 'empty'))
  expect(await dirty()).toBe(false)
})
