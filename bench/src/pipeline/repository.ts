import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const service = (version: string) => `import { createServer } from 'node:http'
const answer = { version: '${version}', deployment: process.env.RAILWAY_DEPLOYMENT_ID, bootMs: 0 }
const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
})
server.listen(Number(process.env.PORT), () => { answer.bootMs = performance.now() })
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`

const files = {
  'package.json': '{"name":"shop","type":"module","scripts":{"test":"node --test"}}',
  'build.mjs': `import { cpSync, mkdirSync } from 'node:fs'
mkdirSync('dist')
cpSync('server.mjs', 'dist/server.mjs')
`,
  'server.test.mjs': `import { test } from 'node:test'
import { readFileSync } from 'node:fs'
test('it listens', (t) => t.assert.match(readFileSync('server.mjs', 'utf8'), /listen/))
`,
  'kickai.config.ts': `export default {
  name: 'shop',
  bundle: { build: 'node build.mjs', directory: 'dist' },
  services: { web: { start: 'node server.mjs', overlapSeconds: 0, drainingSeconds: 1 } },
  environments: { testing: {} },
  local: { bakeSeconds: 0.3 },
}
`,
  '.gitignore': '.kickai/\ndist/\n',
}

/** Makes a repository with a small service that has tests and a build. */
export function makeRepository(folder: string): void {
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  execFileSync('git', ['init', '--quiet'], { cwd: folder })
  commitVersion(folder, 'first')
}

/** Changes the service and commits that. */
export function commitVersion(folder: string, version: string): void {
  writeFileSync(join(folder, 'server.mjs'), service(version))
  execFileSync('git', ['add', '.'], { cwd: folder })
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid']
  execFileSync('git', [...who, 'commit', '--quiet', '--message', version], { cwd: folder })
}
