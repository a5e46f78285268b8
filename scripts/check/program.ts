import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { PartResult } from './part.ts'

const timeLimitMs = 5 * 60 * 1000

/**
 * Runs a program of an installed package as a part of the check. What it prints is the problem when it fails.
 *
 * @param words path below node_modules, then arguments
 */
export async function runProgram(root: string, words: readonly string[]): Promise<PartResult> {
  const [program = '', ...rest] = words
  const child = spawn(process.execPath, [join(root, 'node_modules', program), ...rest], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.on('error', reject)
  child.on('close', resolve)
  const code = await promise
  if (code === 0) return { problems: [] }
  const output = Buffer.concat(chunks).toString('utf8').trim()
  const ended = code === null ? `${program} was ended after ${timeLimitMs / 1000} s` : `${program} ended with ${code}`
  return { problems: [output === '' ? ended : output] }
}
