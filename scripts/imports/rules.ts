/**
 * Which room may know which. Imports go down only; see docs/decisions/0001-two-more-rooms.md and CONTRIBUTING.md.
 */

/** What the files of one room may import. */
export type RoomRule = {
  /** Folder below the repository's root; its package.json says which packages from outside it may use. */
  folder: string
  /** Rooms of ours that its sources may import, by folder. `all` is for what stands above every room. */
  mayKnow: readonly string[] | 'all'
  /** Further rooms that its tests may import. */
  testsMayKnow?: readonly string[]
  /** Further packages from outside that its tests may import, where the workspace itself has none of them. */
  testsMayUse?: readonly string[]
  /** Files and folders of it that are tests without being named so, such as a contract that several stores must pass. */
  testSources?: readonly string[]
  /** It holds no club, Telegram or model code, so it may import no package that is about those. */
  barred?: true
  /** It is published with everything in it, so even what its sources import is there for development only. */
  bundled?: true
}

/** One entry for every workspace; a workspace without one is a violation. */
export const roomRules: readonly RoomRule[] = [
  { folder: 'packages/store', mayKnow: [], testSources: ['src/contract.ts', 'src/contract/'] },
  { folder: 'packages/bundle', mayKnow: [] },
  { folder: 'packages/settings', mayKnow: [] },
  { folder: 'packages/health', mayKnow: [] },
  { folder: 'packages/traffic', mayKnow: [] },
  { folder: 'packages/railway-local', mayKnow: [], barred: true },
  {
    folder: 'packages/checks',
    mayKnow: ['packages/settings', 'packages/store'],
    testsMayKnow: ['packages/telegram-local'],
  },
  { folder: 'packages/telegram-local', mayKnow: [], testsMayUse: ['grammy'] },
  {
    folder: 'packages/release',
    mayKnow: ['packages/store', 'packages/bundle'],
    testSources: ['src/simulation/'],
    barred: true,
  },
  {
    folder: 'packages/railway',
    mayKnow: ['packages/release', 'packages/bundle'],
    testsMayKnow: ['packages/railway-local'],
    barred: true,
  },
  {
    folder: 'packages/cli',
    mayKnow: [
      'packages/release',
      'packages/railway',
      'packages/railway-local',
      'packages/store',
      'packages/bundle',
      'packages/settings',
      'packages/traffic',
    ],
    barred: true,
    bundled: true,
  },
  {
    folder: 'apps/bot',
    mayKnow: ['packages/store', 'packages/settings', 'packages/health', 'packages/bundle'],
    testsMayKnow: ['packages/telegram-local'],
  },
  // Its containers are made as those of tests are.
  { folder: 'bench', mayKnow: 'all', testSources: ['src/pipeline/'] },
]

/** What stands at the root: the tools of the repository itself. */
export const rootRule: RoomRule = { folder: '.', mayKnow: 'all' }

/** The one folder outside its room that a test may reach into by a path: what tests share. */
export const sharedTestFolder = 'scripts/testing'

/** Packages about clubs, Telegram or models, which the barred rooms do without. */
export const barredPackages: readonly RegExp[] = [
  /^grammy$/,
  /^@grammyjs\//,
  /^telegra/,
  /^ai$/,
  /^@ai-sdk\//,
  /^ollama/,
  /^@google(-cloud)?\//,
  /^openai$/,
  /^firebase/,
  /^chrono-node$/,
  /^libphonenumber-js$/,
  /^@copilotkit\//,
]
