import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Contender, ContenderPlace } from './contender.ts'
import { answers, freePort, startProgram } from './program.ts'

/** HAProxy, one process in the foreground, switched over its runtime interface (`set server … addr … port …`). */
export async function startHaproxy(path: string, { folder }: ContenderPlace, port: number): Promise<Contender> {
  const directory = join(folder, 'haproxy')
  mkdirSync(directory, { recursive: true })
  const socket = join(directory, 'admin.sock')
  const file = join(directory, 'haproxy.cfg')
  const listen = await freePort()
  writeFileSync(file, configuration(socket, listen, port))
  const url = `http://127.0.0.1:${listen}`
  const program = await startProgram(path, ['-f', file, '-db'], () => answers(url))
  return {
    name: 'haproxy',
    version: /version (\S+)/.exec(execFileSync(path, ['-v'], { encoding: 'utf8' }))?.[1] ?? 'unknown',
    url,
    pids: [program.pid],
    async point(next) {
      const said = await command(socket, `set server service/one addr 127.0.0.1 port ${next}`)
      if (!/changed|no need/.test(said)) throw new Error(`HAProxy refused: ${said}`)
    },
    stop: program.stop,
  }
}

function configuration(socket: string, listen: number, upstream: number): string {
  return `global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  option forwardfor
frontend users
  bind 127.0.0.1:${listen}
  default_backend service
backend service
  server one 127.0.0.1:${upstream}
`
}

function command(socket: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const connection = connect(socket, () => connection.end(`${line}\n`))
    connection.setEncoding('utf8')
    connection.on('data', (text) => {
      said += text
    })
    connection.on('error', reject)
    connection.on('end', () => resolve(said.trim()))
  })
}
