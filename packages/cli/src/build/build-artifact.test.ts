import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownDigest } from '@kickai/bundle'
import { directoryArtifacts } from '@kickai/release'
import { afterEach, expect, test, vi } from 'vitest'
import { type BuildOptions, type BuiltArtifact, buildArtifact } from './build-artifact.ts'
import { commitFiles, repositoryOf, runGit, temporaryFolder, writeFiles } from './fixtures/repository.ts'

const service = {
  'service.mjs': 'console.log("up")\n',
  'bin/start': { executable: '#!/bin/sh\nexec node service.mjs\n' },
  '.gitignore': '.kickai/\ndist/\n',
}

/** A build that joins two workspaces into one file, by way of an installed package and a workspace link. */
const workspaces = {
  'package.json': '{"workspaces":["packages/*"],"type":"module"}',
  'package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/@own/text': { resolved: 'packages/text', link: true },
      'node_modules/left': { version: '1.0.0', integrity: 'sha512-a' },
    },
  }),
  'packages/text/package.json': '{"name":"@own/text","type":"module","exports":"./index.js"}',
  'packages/text/index.js': 'export const text = "first"\n',
  'build.mjs': `
    import { mkdirSync, writeFileSync } from 'node:fs'
    import { text } from '@own/text'
    import { left } from 'left'
    mkdirSync('dist')
    writeFileSync('dist/service.mjs', 'console.log(' + JSON.stringify(left(text)) + ')')
    writeFileSync('dist/service.mjs.map', process.cwd())
  `,
  '.gitignore': '.kickai/\ndist/\nnode_modules/\n',
}

const bundle = { build: 'echo building; node build.mjs', directory: 'dist', exclude: ['**/*.map'] }

afterEach(() => {
  vi.unstubAllEnvs()
})

/** What `npm install` would have left in a checkout of `workspaces`. */
async function installed(top: string): Promise<void> {
  const { packages } = JSON.parse(workspaces['package-lock.json'])
  await writeFiles(top, {
    'node_modules/.package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
    'node_modules/@own/text': { link: '../../packages/text' },
    'node_modules/left/package.json': '{"name":"left","type":"module","exports":"./index.js"}',
    'node_modules/left/index.js': 'export const left = (text) => text + "!"\n',
  })
}

async function built(
  repository: string,
  more: Partial<BuildOptions> = {},
): Promise<BuiltArtifact & { lines: string[] }> {
  const lines: string[] = []
  const result = await buildArtifact({ repository, bundle: {}, log: (line) => lines.push(line), ...more })
  return { ...result, lines }
}

async function unpacked({ archive }: BuiltArtifact): Promise<string> {
  const folder = await temporaryFolder()
  execFileSync('tar', ['-xzf', '-', '-C', folder], { input: archive })
  return folder
}

const content = async (from: BuiltArtifact, path: string) => readFile(join(await unpacked(from), path), 'utf8')
const names = async (from: BuiltArtifact) => (await readdir(await unpacked(from), { recursive: true })).sort()

test('a commit without a build becomes a bundle of its files, and the work tree is not touched', async () => {
  const top = await repositoryOf(service)
  const id = runGit(top, 'rev-parse', 'HEAD')
  await writeFiles(top, { 'service.mjs': 'changed', 'new-file': '' })
  const before = runGit(top, 'status', '--porcelain')
  const made = await built(top)
  expect(made).toMatchObject({ artifact: { kind: 'bundle', commit: id }, dirty: true, cached: false })
  expect(made.seconds).toBeGreaterThan(0)
  expect(await names(made)).toEqual(['.gitignore', 'bin', 'bin/start', 'kickai-bundle.json', 'service.mjs'])
  expect(await ownDigest(await unpacked(made))).toEqual({ digest: made.artifact.digest, commit: id })
  expect((await stat(join(await unpacked(made), 'bin/start'))).mode & 0o111).toBe(0o111)
  expect(runGit(top, 'status', '--porcelain')).toBe(before)
})

test('the same commit again costs no build; a torn archive or record does', async () => {
  const top = await repositoryOf(workspaces)
  await installed(top)
  const first = await built(top, { bundle })
  expect([first.cached, first.dirty]).toEqual([false, false])
  expect(first.lines).toContain('building')
  const again = await built(top, { bundle })
  expect(again).toMatchObject({ artifact: first.artifact, cached: true, lines: [] })
  expect(Buffer.from(again.archive).equals(first.archive)).toBe(true)

  const artifacts = join(top, '.kickai/artifacts')
  const archive = (await readdir(artifacts)).find((name) => name.endsWith('.tgz')) ?? ''
  const [record = ''] = await readdir(join(artifacts, 'built'))
  const damages = [
    () => truncate(join(artifacts, archive), 100),
    () => rm(join(artifacts, archive)),
    () => truncate(join(artifacts, 'built', record), 10),
    () => writeFile(join(artifacts, 'built', record), 'null'),
  ]
  for (const damage of damages) {
    await damage()
    expect(await built(top, { bundle })).toMatchObject({ artifact: first.artifact, cached: false })
    expect(await built(top, { bundle })).toMatchObject({ artifact: first.artifact, cached: true })
  }
  expect((await built(top, { bundle: { ...bundle, build: 'node build.mjs' } })).cached).toBe(false)
})

test('the same commit built from scratch in two places has the same digest and bytes', async () => {
  const top = await repositoryOf(workspaces)
  const clone = join(await temporaryFolder(), 'some/where/else')
  runGit(top, 'clone', '--quiet', top, clone)
  const made: BuiltArtifact[] = []
  for (const place of [top, clone]) {
    await installed(place)
    made.push(await built(place, { bundle }))
  }
  expect(made.map(({ cached }) => cached)).toEqual([false, false])
  expect(made[0]?.artifact).toEqual(made[1]?.artifact)
  expect(Buffer.from(made[0]?.archive ?? []).equals(made[1]?.archive ?? Buffer.alloc(1))).toBe(true)
})

test('what is built is the commit, in its workspaces too, and never the work tree', async () => {
  const top = await repositoryOf(workspaces)
  const first = runGit(top, 'rev-parse', 'HEAD')
  await installed(top)
  await commitFiles(top, { 'packages/text/index.js': 'export const text = "second"\n' })
  await writeFiles(top, { 'packages/text/index.js': 'export const text = "work tree"\n', dist: 'in the way' })
  const second = await built(top, { bundle })
  expect(await content(second, 'service.mjs')).toBe('console.log("second!")')
  expect(await names(second)).toEqual(['kickai-bundle.json', 'service.mjs'])
  expect(second.dirty).toBe(true)
  const older = await built(top, { bundle, commit: first.slice(0, 10) })
  expect(await content(older, 'service.mjs')).toBe('console.log("first!")')
  expect(older.artifact.commit).toBe(first)
})

test('a build cannot reach what only the work tree has', async () => {
  const top = await repositoryOf({ 'build.mjs': 'import "stray"', '.gitignore': 'node_modules\n.kickai\n' })
  await writeFiles(top, { 'node_modules/stray/index.js': '', 'node_modules/.bin/stray': { executable: '#!/bin/sh\n' } })
  vi.stubEnv('PATH', `${join(top, 'node_modules/.bin')}:${process.env.PATH}`)
  const building = (build: string) => built(top, { bundle: { build } })
  await expect(building('node build.mjs')).rejects.toThrow(/Cannot find package 'stray'/)
  await expect(building('stray')).rejects.toThrow(/code 127/)
  await expect(building('git rev-parse HEAD')).rejects.toThrow(/not a git repository/)
})

test('packages that were provided for the build are no part of the bundle', async () => {
  const top = await repositoryOf(workspaces)
  await installed(top)
  const made = await built(top, { bundle: { build: 'ls node_modules > seen' } })
  expect(await content(made, 'seen')).toBe('@own\nleft\n')
  expect((await names(made)).filter((name) => name.includes('node_modules'))).toEqual([])
})

test('another commit with the same files is not built again, but carries its own id', async () => {
  const top = await repositoryOf(workspaces)
  await installed(top)
  const first = await built(top, { bundle })
  const second = await commitFiles(top, {}, 'Nothing new')
  const relabelled = await built(top, { bundle })
  expect(relabelled).toMatchObject({ artifact: { digest: first.artifact.digest, commit: second }, cached: true })
  expect(await ownDigest(await unpacked(relabelled))).toEqual({ digest: first.artifact.digest, commit: second })
  const kept = await directoryArtifacts(join(top, '.kickai/artifacts')).get(first.artifact.digest)
  expect(Buffer.from(relabelled.archive).equals(kept ?? Buffer.alloc(0))).toBe(true)
  const back = await built(top, { bundle, commit: first.artifact.commit })
  expect(Buffer.from(back.archive).equals(first.archive)).toBe(true)
})

test('a folder that is no repository stands by its digest alone', async () => {
  const folder = await temporaryFolder()
  await writeFiles(folder, { ...workspaces, '.git-is-not-here': '' })
  await installed(folder)
  await mkdir(join(folder, '.kickai/old'), { recursive: true })
  const whole = await built(folder)
  expect(whole).toMatchObject({ dirty: false, cached: false })
  expect(whole.artifact).toEqual({ kind: 'bundle', digest: whole.artifact.digest })
  expect(await names(whole)).not.toEqual(expect.arrayContaining([expect.stringMatching(/node_modules|\.kickai/)]))
  expect((await built(folder)).cached).toBe(true)
  const first = await built(folder, { bundle })
  expect(await content(first, 'service.mjs')).toBe('console.log("first!")')
  expect((await readdir(folder)).includes('dist')).toBe(false)
  const elsewhere = { workDirectory: join(folder, 'work') }
  expect((await built(folder, elsewhere)).artifact).toEqual(whole.artifact)
  expect(await built(folder, elsewhere)).toMatchObject({ artifact: whole.artifact, cached: true })
  await rm(elsewhere.workDirectory, { recursive: true })
  await chmod(join(folder, 'build.mjs'), 0o755)
  expect((await built(folder)).artifact.digest).not.toBe(whole.artifact.digest)
  await expect(built(folder, { commit: 'main' })).rejects.toMatchObject({ code: 'commit-unknown' })
})

test('a configuration in a folder of a repository is built there', async () => {
  const top = await repositoryOf({ 'other/file': '', 'services/one/source.txt': 'one' })
  const one = join(top, 'services/one')
  const made = await built(one, { bundle: { build: 'cp source.txt built.txt', include: ['*.txt'] } })
  expect(await names(made)).toEqual(['built.txt', 'kickai-bundle.json', 'source.txt'])
  expect((await readdir(one)).sort()).toEqual(['.kickai', 'source.txt'])
  expect((await built(one, { bundle: { build: 'cp source.txt built.txt', include: ['*.txt'] } })).cached).toBe(true)
  await commitFiles(top, { 'services/two/file': '' })
  const before = built(join(top, 'services/two'), { commit: 'HEAD^' })
  await expect(before).rejects.toMatchObject({ code: 'build-output-missing' })
})

test('bare repositories build too', async () => {
  const top = await repositoryOf(service)
  const bare = join(await temporaryFolder(), 'bare.git')
  runGit(top, 'clone', '--quiet', '--bare', top, bare)
  const workDirectory = await temporaryFolder()
  const made = await built(bare, { workDirectory, bundle: { build: 'touch made' } })
  expect([made.dirty, await names(made)]).toEqual([false, expect.arrayContaining(['made'])])
})

test('a build sees a fixed environment and none of this process’s secrets', async () => {
  vi.stubEnv('SOME_TEST_TOKEN', 'secret')
  const top = await repositoryOf({ file: '' })
  const made = await built(top, { bundle: { build: 'env > environment; node --version > node' } })
  const environment = await content(made, 'environment')
  expect(environment).toMatch(/^TZ=UTC$/m)
  expect(environment).not.toMatch(/secret|VITEST/)
  expect((await content(made, 'node')).trim()).toBe(process.version)
})

test.each<[string, Partial<BuildOptions>, object]>([
  ['unknown commit', { commit: 'f'.repeat(40) }, { code: 'commit-unknown' }],
  [
    'failing build',
    { bundle: { build: 'echo why; exit 3' } },
    { code: 'build-failed', message: expect.stringMatching(/code 3.*why/s) },
  ],
  ['slow build', { bundle: { build: 'sleep 60' }, limitSeconds: 0.2 }, { code: 'build-too-slow' }],
  ['aborted build', { bundle: { build: 'sleep 60' }, signal: AbortSignal.abort() }, { code: 'build-aborted' }],
  ['no output', { bundle: { build: 'true', directory: 'dist' } }, { code: 'build-output-missing' }],
  ['output elsewhere', { bundle: { build: 'ln -s /usr dist', directory: 'dist' } }, { code: 'build-output-missing' }],
  ['empty output', { bundle: { build: 'mkdir dist', directory: 'dist' } }, { code: 'bundle-empty' }],
  ['links in the output', { bundle: { build: 'ln -s file link' } }, { code: 'bundle-refused' }],
  [
    'all that is wrong with the configuration',
    { bundle: { build: ' ', directory: '../..', exclude: ['', '/etc'] } },
    { code: 'bundle-source-bad', message: expect.stringMatching(/build.*\.\.\/\.\..*"".*\/etc/) },
  ],
])('refuses %s, keeps nothing and cleans up', async (_name, options, expected) => {
  const top = await repositoryOf({ file: '' })
  const temporary = await temporaryFolder()
  vi.stubEnv('TMPDIR', temporary)
  const error: unknown = await built(top, options).catch((reason) => reason)
  expect(error).toMatchObject({ wayOut: expect.stringMatching(/\.$/), ...expected })
  expect(await readdir(temporary)).toEqual([])
  await expect(readdir(join(top, '.kickai/artifacts'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a work directory that cannot be used is told', async () => {
  const top = await repositoryOf({ file: '' })
  const building = built(top, { workDirectory: join(top, 'file/below') })
  await expect(building).rejects.toMatchObject({
    code: 'build-folder-unusable',
    message: expect.stringMatching(/ENOTDIR/),
  })
})
