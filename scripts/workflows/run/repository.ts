import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What the tests of a run are kept to, so that it stays bounded. */
export const selection = [
  'scripts/workflows/expression.test.ts',
  'packages/release/src/http/loopback.test.ts',
  'packages/release/src/http/retry-after.test.ts',
  'packages/cli/src/init/workflow.test.ts',
]

/** The service that is released in place of the club's, which would need a Telegram of its own. */
export const service = (version: string, status = 200) => `import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
const { PORT, START_MS, STARTED_FILE, RAILWAY_DEPLOYMENT_ID } = process.env
if (STARTED_FILE) writeFileSync(STARTED_FILE, '')
const server = createServer((_request, response) => {
  response.writeHead(${status}, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ version: '${version}', deployment: RAILWAY_DEPLOYMENT_ID }))
})
setTimeout(() => server.listen(Number(PORT)), Number(START_MS))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`

/** How the service is released: on the platform at `endpoint`; in testing it takes `startMs` to listen, and makes `startedFile` before. */
export const configuration = (
  endpoint: string,
  { startMs = 0, startedFile = '', healthTimeoutSeconds = 15 } = {},
) => `export default {
  name: 'shop',
  journal: process.env.KICKAI_JOURNAL_ACCOUNT
    ? { store: 'env:KICKAI_JOURNAL', account: 'env:KICKAI_JOURNAL_ACCOUNT' }
    : 'env:KICKAI_JOURNAL',
  bundle: { directory: 'service' },
  services: {
    web: {
      start: 'node server.mjs',
      healthTimeoutSeconds: ${healthTimeoutSeconds},
      overlapSeconds: 0,
      drainingSeconds: 2,
      restart: { policy: 'never' },
    },
  },
  account: { endpoint: '${endpoint}' },
  environments: {
    testing: { bakeSeconds: 1, settings: { web: { START_MS: '${startMs}', STARTED_FILE: '${startedFile}' } } },
    staging: { bakeSeconds: 1, settings: { web: { START_MS: '0' } } },
    production: { bakeSeconds: 1, settings: { web: { START_MS: '0' } } },
  },
  lease: { limitSeconds: 3, requestSeconds: 5 },
}
`

/** A clone that commits are made in, and that the jobs clone from. */
export class Repository {
  readonly folder: string

  constructor(root: string, folder: string) {
    this.folder = folder
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, folder], { stdio: 'pipe' })
    this.git('config', 'user.name', 'Ada')
    this.git('config', 'user.email', 'ada@kickai.test')
    this.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  }

  git(...words: string[]): string {
    return execFileSync('git', words, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  /** Commits these files on a branch, which begins at the newest commit where there is none yet; gives the commit. */
  commit(branch: string, message: string, files: { readonly [path: string]: string } = {}): string {
    this.git('checkout', '--quiet', '-B', branch)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true })
      writeFileSync(join(this.folder, path), text)
    }
    this.git('add', '--all')
    this.git('commit', '--quiet', '--allow-empty', `--message=${message}`)
    return this.git('rev-parse', 'HEAD')
  }
}
