import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const service = `import { createServer } from 'node:http'
const body = JSON.stringify({ deployment: process.env.RAILWAY_DEPLOYMENT_ID })
const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(body))
server.listen(Number(process.env.PORT))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`
const configuration = `export default {
  name: 'shop',
  services: { web: { start: 'node server.mjs', overlapSeconds: 0, drainingSeconds: 1 } },
  environments: { testing: {}, staging: {}, production: {} },
  local: { bakeSeconds: 0.3 },
}
`

/** Makes a repository with a small service and one commit; gives its folder. */
export function openRepository(folder: string): string {
  mkdirSync(folder)
  const files = { 'server.mjs': service, 'kickai.config.ts': configuration, '.gitignore': '.kickai/\n' }
  for (const [name, text] of Object.entries({ ...files, 'package.json': '{"type":"module"}' }))
    writeFileSync(join(folder, name), text)
  const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid']
  for (const words of [
    ['init', '--quiet'],
    ['add', '.'],
    [...who, 'commit', '--quiet', '-m', 'First'],
  ]) {
    const { status, stderr } = spawnSync('git', words, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`git ${words[0]} ended with ${status}: ${stderr}`)
  }
  return folder
}
