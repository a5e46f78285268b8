import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A command that runs, with what it has printed. */
export type Command = {
  child: ChildProcess
  startedAt: number
  stdout: string
  stderr: string
  /** Settles with the exit code once it has ended, null after a signal. */
  ended: Promise<number | null>
}

/**
 * Starts a command and keeps what it prints.
 *
 * @param heard called with each line on standard error
 */
export function startCommand(
  words: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  heard: (line: string) => void,
): Command {
  const [program = '', ...rest] = words
  const startedAt = performance.now()
  const child = spawn(program, rest, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const command: Command = {
    child,
    startedAt,
    stdout: '',
    stderr: '',
    ended: once(child, 'close').then(([code]) => code as number | null),
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    command.stdout += text
  })
  let line = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    command.stderr += text
    const lines = (line + text).split('\n')
    line = lines.pop() ?? ''
    for (const whole of lines) heard(whole)
  })
  return command
}

/** Seconds since a command was started, to the hundredth. */
export function secondsSince(command: Command): number {
  return Math.round((performance.now() - command.startedAt) / 10) / 100
}

/**
 * Asks again and again until there is an answer.
 *
 * @returns the answer; undefined once the time limit has passed or the command has ended without one
 */
export async function pollUntil<Answer>(
  ask: () => Promise<Answer | undefined> | Answer | undefined,
  limits: { command: Command; seconds: number },
): Promise<Answer | undefined> {
  const { command, seconds } = limits
  let hasEnded = false
  void command.ended.then(() => {
    hasEnded = true
  })
  while (secondsSince(command) < seconds) {
    const last = hasEnded
    const answer = await ask()
    if (answer !== undefined) return answer
    if (last) return undefined
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return undefined
}
