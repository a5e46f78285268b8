/** A service that says which deployment it is, what it was built of and what it was told. Starts a little late. */
export function probeService(label: string): Readonly<Record<string, string>> {
  return {
    'package.json': `${JSON.stringify({ name: 'kickai-probe', private: true, type: 'module', scripts: { start: 'node server.mjs' } })}\n`,
    'label.txt': label,
    'build.mjs': `import { writeFileSync } from 'node:fs'
writeFileSync('built.txt', process.env.PROBE_VALUE ?? '')
`,
    'server.mjs': `import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
const answer = JSON.stringify({
  deployment: process.env.RAILWAY_DEPLOYMENT_ID,
  label: readFileSync('label.txt', 'utf8'),
  value: process.env.PROBE_VALUE ?? null,
  built: existsSync('built.txt') ? readFileSync('built.txt', 'utf8') : null,
})
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(answer)
})
setTimeout(() => server.listen(Number(process.env.PORT)), 250)
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`,
  }
}

/** How it is built and run. */
export const probeSettings = {
  buildCommand: 'node build.mjs',
  startCommand: 'node server.mjs',
  healthcheckPath: '/',
  healthcheckTimeout: 120,
  restartPolicyType: 'NEVER',
  restartPolicyMaxRetries: 0,
} as const

/** What it answers. */
export interface ProbeAnswer {
  readonly deployment: string
  readonly label: string
  readonly value: string | null
  readonly built: string | null
}
