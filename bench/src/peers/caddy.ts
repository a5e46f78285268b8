import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Contender, ContenderPlace } from './contender.ts'
import { answers, freePort, startProgram } from './program.ts'

export type CaddyOptions = {
  /** Caddy writes its access log into a file, as our router always does. */
  isLogging: boolean
}

/** Caddy as a reverse proxy, switched over its administration interface by loading the configuration anew. */
export async function startCaddy(
  path: string,
  { folder }: ContenderPlace,
  port: number,
  { isLogging }: CaddyOptions,
): Promise<Contender> {
  const name = isLogging ? 'caddyLogging' : 'caddy'
  const directory = join(folder, name)
  mkdirSync(directory, { recursive: true })
  const [listen, admin] = [await freePort(), await freePort()]
  const configurationFor = (upstream: number) =>
    configuration({ listen, admin, upstream, ...(isLogging ? { log: join(directory, 'access.log') } : {}) })
  const file = join(directory, 'caddy.json')
  writeFileSync(file, JSON.stringify(configurationFor(port)))
  const url = `http://127.0.0.1:${listen}`
  const environment = { ...process.env, HOME: directory, XDG_CONFIG_HOME: directory, XDG_DATA_HOME: directory }
  const program = await startProgram(path, ['run', '--config', file], () => answers(url), environment)
  return {
    name,
    version: execFileSync(path, ['version'], { encoding: 'utf8', env: environment }).trim(),
    url,
    pids: [program.pid],
    async point(next) {
      const response = await fetch(`http://127.0.0.1:${admin}/load`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(configurationFor(next)),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`Caddy refused: ${text}`)
    },
    stop: program.stop,
  }
}

type Wanted = { listen: number; admin: number; upstream: number; log?: string }

function configuration({ listen, admin, upstream, log }: Wanted) {
  const handle = [{ handler: 'reverse_proxy', upstreams: [{ dial: `127.0.0.1:${upstream}` }] }]
  const server = {
    listen: [`127.0.0.1:${listen}`],
    automatic_https: { disable: true },
    routes: [{ handle }],
    ...(log === undefined ? {} : { logs: {} }),
  }
  const logging =
    log === undefined
      ? { logs: { default: { level: 'ERROR' } } }
      : {
          logs: {
            default: { level: 'ERROR', exclude: ['http.log.access'] },
            access: { writer: { output: 'file', filename: log, roll: false }, include: ['http.log.access'] },
          },
        }
  return { admin: { listen: `127.0.0.1:${admin}` }, logging, apps: { http: { servers: { users: server } } } }
}
