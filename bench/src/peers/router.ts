import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { routerProgram } from '@kickai/railway-local'
import type { Contender, ContenderPlace } from './contender.ts'
import { startProgram } from './program.ts'

const KEY = 'bench'

/** The embedded platform's router, accounting and access log on as always, told by the interface that its supervisor uses. */
export async function startRouter({ folder }: ContenderPlace, upstream: number): Promise<Contender> {
  const directory = join(folder, 'router')
  mkdirSync(directory, { recursive: true })
  const record = join(directory, 'router.json')
  const [path, ...words] = routerProgram(directory)
  const program = await startProgram(path, words, () => readIfThere(record) !== undefined)
  const { port: control, token } = JSON.parse(readFileSync(record, 'utf8')) as { port: number; token: string }
  let served = 0

  async function put(upstreams: readonly unknown[]): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${control}/routes/${KEY}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ port: served, upstreams }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`The router refused a route: ${text}`)
    return (JSON.parse(text) as { port: number }).port
  }

  served = await put([{ deployment: 'first', port: upstream, weight: 1 }])
  return {
    name: 'router',
    version: `node ${process.versions.node}`,
    url: `http://127.0.0.1:${served}`,
    pids: [program.pid],
    async point(port, label) {
      await put([{ deployment: label, port, weight: 1 }])
    },
    stop: program.stop,
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}
