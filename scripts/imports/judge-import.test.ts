import { expect, test } from 'vitest'
import { type Ground, judgeImport, type Workspace } from './judge-import.ts'
import { roomRules } from './rules.ts'

function workspace(folder: string, name: string, dependencies: string[] = [], subpaths: string[] = []): Workspace {
  return { folder, name, exports: ['.', ...subpaths], dependencies, devDependencies: ['pino-pretty'] }
}

const ground: Ground = {
  rules: roomRules,
  rootDevDependencies: ['vitest', 'playwright-core'],
  workspaces: [
    workspace('packages/store', '@kickai/store', [], ['./contract']),
    workspace('packages/bundle', '@kickai/bundle', ['tar-stream']),
    workspace('packages/traffic', '@kickai/traffic'),
    workspace('packages/health', '@kickai/health'),
    workspace('packages/telegram-local', '@kickai/telegram-local', ['@grammyjs/types']),
    workspace('packages/railway-local', '@kickai/railway-local', ['graphql', 'grammy']),
    workspace('packages/release', '@kickai/release', ['@kickai/store', '@kickai/bundle', '@ai-sdk/google']),
    workspace('packages/railway', '@kickai/railway', ['@kickai/release', '@kickai/bundle', '@kickai/traffic']),
    workspace('packages/cli', 'kickai', ['@kickai/store', '@kickai/bot', 'libphonenumber-js']),
    workspace('apps/bot', '@kickai/bot', ['@kickai/store', '@kickai/health', 'grammy']),
    workspace('apps/garden', '@kickai/garden'),
    workspace('bench', '@kickai/bench', ['@kickai/traffic', '@kickai/railway-local']),
  ],
}

test.each([
  ['packages/store/src/one.ts', '@kickai/release', 'packages/store may not know packages/release'],
  ['packages/store/src/one.test.ts', '@kickai/release', 'packages/store may not know packages/release'],
  ['packages/release/src/one.ts', '@kickai/railway', 'packages/release may not know packages/railway'],
  ['packages/release/src/one.ts', 'kickai', 'packages/release may not know packages/cli'],
  ['packages/railway/src/one.ts', '@kickai/railway-local', 'packages/railway may not know packages/railway-local'],
  ['packages/railway/src/one.ts', '@kickai/store', 'packages/railway may not know packages/store'],
  ['packages/railway-local/src/one.ts', '@kickai/bundle', 'packages/railway-local may not know packages/bundle'],
  ['packages/cli/src/one.ts', '@kickai/bot', 'packages/cli may not know apps/bot'],
  ['packages/cli/src/one.ts', '@kickai/telegram-local', 'packages/cli may not know packages/telegram-local'],
  ['apps/bot/src/one.ts', '@kickai/telegram-local', 'apps/bot may not know packages/telegram-local'],
  ['apps/bot/build.ts', '@kickai/release', 'apps/bot may not know packages/release'],
  ['apps/bot/src/build.ts', 'playwright-core', 'playwright-core is not a dependency in apps/bot/package.json'],
  ['apps/bot/src/one.ts', '@kickai/release', 'apps/bot may not know packages/release'],
  ['packages/release/src/one.ts', '@kickai/store/src/sqlite.ts', '@kickai/store does not export ./src/sqlite.ts'],
  ['packages/release/src/one.ts', '../../store/src/index.ts', 'leaves packages/release'],
  ['packages/release/src/one.test.ts', '../../store/src/index.ts', 'leaves packages/release'],
  ['packages/release/src/one.ts', '../../../scripts/testing/needs.ts', 'leaves packages/release'],
  ['packages/release/src/one.ts', '/tmp/one.ts', 'names a place on one machine'],
  ['packages/release/src/one.ts', 'file:///tmp/one.ts', 'names a place on one machine'],
  ['packages/release/src/one.ts', '@ai-sdk/google', 'packages/release holds no club, Telegram or model code'],
  ['packages/railway-local/src/one.ts', 'grammy', 'packages/railway-local holds no club, Telegram or model code'],
  ['packages/railway-local/src/one.test.ts', 'grammy', 'packages/railway-local holds no club, Telegram or model code'],
  ['packages/cli/src/one.ts', 'libphonenumber-js/mobile', 'packages/cli holds no club, Telegram or model code'],
  ['packages/railway-local/src/one.ts', 'undici', 'undici is not a dependency in packages/railway-local/package.json'],
  ['packages/railway-local/src/one.ts', 'vitest', 'vitest is not a dependency in packages/railway-local/package.json'],
  ['packages/store/src/one.ts', 'pino-pretty', 'pino-pretty is not a dependency in packages/store/package.json'],
  [
    'packages/telegram-local/src/one.ts',
    'grammy',
    'grammy is not a dependency in packages/telegram-local/package.json',
  ],
  ['packages/cli/src/one.ts', '@kickai/bundle', '@kickai/bundle is not a dependency in packages/cli/package.json'],
  ['bench/src/one.ts', '@kickai/store', '@kickai/store is not a dependency in bench/package.json'],
  ['scripts/one.ts', '../packages/store/src/index.ts', 'reaches into a room'],
  ['scripts/one.ts', 'zod', 'zod is not a dependency in package.json'],
  ['apps/garden/src/one.ts', 'node:fs', 'there is no rule for the room of this file'],
])('%s may not import %s', (file, specifier, reason) => {
  expect(judgeImport(ground, file, specifier)).toContain(reason)
})

test.each([
  ['packages/release/src/one.ts', '@kickai/store'],
  ['packages/release/src/one.ts', '@kickai/store/contract'],
  ['packages/release/src/plan/one.ts', '../machine/two.ts'],
  ['packages/release/src/one.ts', '@kickai/release'],
  ['packages/bundle/src/one.ts', 'tar-stream'],
  ['packages/bundle/src/one.ts', 'node:fs/promises'],
  ['packages/bundle/src/one.test.ts', 'vitest'],
  ['packages/bundle/src/one.test.ts', 'pino-pretty'],
  ['packages/store/src/contract/one.ts', 'vitest'],
  ['packages/bundle/src/one.test.ts', '../../../scripts/testing/needs.ts'],
  ['packages/railway/src/one.test.ts', '@kickai/railway-local'],
  ['packages/railway/src/testing/one.ts', '@kickai/railway-local'],
  ['packages/telegram-local/src/one.test.ts', 'grammy'],
  ['packages/telegram-local/src/one.ts', '@grammyjs/types'],
  ['apps/bot/src/one.test.ts', '@kickai/telegram-local'],
  ['apps/bot/build.ts', 'playwright-core'],
  ['bench/src/one.ts', '@kickai/railway-local'],
  ['bench/src/one.ts', 'playwright-core'],
  ['scripts/one.ts', '@kickai/bot'],
  ['scripts/one.ts', './imports/two.ts'],
  ['scripts/one.ts', 'playwright-core'],
  ['kickai.config.ts', 'kickai'],
])('%s may import %s', (file, specifier) => {
  expect(judgeImport(ground, file, specifier)).toBeUndefined()
})
