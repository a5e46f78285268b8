import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkImports } from './check-imports.ts'

async function plant(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'kickai-imports-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

const manifests = {
  'package.json': '{"workspaces":["apps/*","packages/*","bench"],"devDependencies":{"vitest":"1"}}',
  'packages/store/package.json': '{"name":"@kickai/store","exports":{".":"./src/index.ts"}}',
  'packages/release/package.json': '{"name":"@kickai/release","dependencies":{"@kickai/store":"*"}}',
}

test('violations are found wherever they are planted, all at once', async () => {
  const root = await plant({
    ...manifests,
    'packages/store/src/index.ts': `import '@kickai/release'`,
    'packages/store/src/deep.mjs': `export * from 'left-pad'`,
    'packages/store/fixtures/program.cjs': `require('left-pad')`,
    'packages/release/src/index.ts': `\nexport type Text = import('@kickai/store/src/index.ts').Text`,
    'packages/garden/package.json': '{"name":"@kickai/garden"}',
    'packages/store/node_modules/left-pad/index.js': `import '@kickai/release'`,
    'packages/store/dist/index.js': `import '@kickai/release'`,
    'scripts/torn.ts': 'import {',
    'kickai.config.ts': `import 'left-pad'`,
  })
  const { problems, files } = checkImports(root)
  expect(files).toBe(6)
  expect(problems).toEqual([
    'packages/garden: no rule in scripts/imports/rules.ts',
    `kickai.config.ts:1: 'left-pad': left-pad is not a dependency in package.json`,
    `packages/release/src/index.ts:2: '@kickai/store/src/index.ts': @kickai/store does not export ./src/index.ts`,
    `packages/store/fixtures/program.cjs:1: 'left-pad': left-pad is not a dependency in packages/store/package.json`,
    `packages/store/src/deep.mjs:1: 'left-pad': left-pad is not a dependency in packages/store/package.json`,
    `packages/store/src/index.ts:1: '@kickai/release': packages/store may not know packages/release`,
    expect.stringContaining('scripts/torn.ts: '),
  ])
})

test('a tree that keeps the rules has no problems', async () => {
  const root = await plant({
    ...manifests,
    'packages/store/src/index.ts': `import 'node:fs'`,
    'packages/release/src/index.ts': `import '@kickai/store'`,
  })
  expect(checkImports(root)).toEqual({ problems: [], files: 2 })
})
