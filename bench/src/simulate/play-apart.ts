import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Simulated, simulationProgram } from '@kickai/release/simulation'

/** What a process plays: `chunks` times `runs` releases, by seeds that are `step` apart. */
export interface Task {
  readonly seed: number
  readonly step: number
  readonly chunks: number
  readonly runs: number
  readonly path?: string
  readonly bug?: string
}

/** Young garbage is most of what a simulation makes; with more room for it, it is looked through less often. */
const nodeFlags = ['--max-semi-space-size=32']

/** Plays releases in a process of its own and gives what each chunk came to, as it comes. Throws where the process fails. */
export async function* playApart(task: Task): AsyncIterable<Simulated> {
  const child = spawn(process.execPath, [...nodeFlags, simulationProgram, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => {
    said += data
  })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  try {
    for await (const line of createInterface(child.stdout)) yield JSON.parse(line) as Simulated
    const code = await ended
    if (code !== 0) throw new Error(`A process that plays releases ended with ${code}: ${said.trim()}`)
  } finally {
    child.kill()
    await ended
  }
}
