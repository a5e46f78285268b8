// npm run bench -- first-run [--json] [--cold]
//
// What somebody gets who clones this checkout and types the first command. `--cold` starts with an empty npm cache.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { type CleanClone, createCleanClone } from './clean-clone.ts'
import { pollUntil, secondsSince, startCommand } from './command.ts'
import { folderBytes } from './folder-size.ts'
import { endProcesses, processesBelow } from './leftovers.ts'
import { documentProblems, type FirstRun, missedTargets, targets, warningsIn } from './targets.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const firstLimitSeconds = 300
const secondLimitSeconds = 60

/** Clones, starts with `--once`, starts again, and ends that. */
export default async function run({ progress, words }: BenchmarkContext): Promise<BenchmarkResult> {
  const coldCache = words.includes('--cold')
  progress('cloning HEAD into an empty folder')
  const clone = await createCleanClone(root, { coldCache })
  try {
    const first = await startOnce(clone, progress)
    const second = first.code === 0 ? await startAgain(clone, progress) : nothing
    const measured: FirstRun = {
      installSeconds: first.installSeconds,
      installedMegabytes: first.installedMegabytes,
      trainSeconds: first.trainSeconds,
      secondStartSeconds: second.secondStartSeconds,
      endSeconds: second.endSeconds,
      warnings: [...warningsIn(first.stderr), ...warningsIn(second.stderr)],
      processesLeft: processesBelow(clone.folder).length,
      documentProblems: documentProblems(first.stdout, first.code),
    }
    const figures = { commit: clone.commit, cache: coldCache ? 'cold' : 'warm', ...measured, targets }
    return { figures, missed: missedTargets(measured) }
  } finally {
    endProcesses(processesBelow(clone.folder))
    await clone.remove()
  }
}

async function startOnce(clone: CleanClone, progress: (line: string) => void) {
  const { folder, environment } = clone
  progress('npm -s start -- --once --json')
  const command = startCommand(
    ['npm', '-s', 'start', '--', '--once', '--json'],
    { cwd: folder, env: environment },
    (line) => progress(`  ${line}`),
  )
  const limits = { command, seconds: firstLimitSeconds }
  // npm writes this record as the last act of an installation.
  const record = join(folder, 'node_modules', '.package-lock.json')
  const installSeconds = await pollUntil(() => (existsSync(record) ? secondsSince(command) : undefined), limits)
  const late = setTimeout(() => command.child.kill('SIGTERM'), firstLimitSeconds * 1000)
  const code = await command.ended
  clearTimeout(late)
  const trainSeconds =
    installSeconds === undefined ? undefined : Math.round((secondsSince(command) - installSeconds) * 100) / 100
  const bytes =
    (await folderBytes(join(folder, 'node_modules'))) + (await folderBytes(join(folder, '.kickai', 'runtime')))
  const { stdout, stderr } = command
  return { installSeconds, trainSeconds, installedMegabytes: Math.round(bytes / 1e6), code, stdout, stderr }
}

const nothing = { secondStartSeconds: undefined, endSeconds: undefined, stderr: '' }

async function startAgain(clone: CleanClone, progress: (line: string) => void) {
  progress('npm -s start, again')
  const command = startCommand(['npm', '-s', 'start'], { cwd: clone.folder, env: clone.environment }, (line) =>
    progress(`  ${line}`),
  )
  const limits = { command, seconds: secondLimitSeconds }
  const secondStartSeconds = await pollUntil(async () => {
    const page = /Open (http:\S+)/.exec(command.stdout)?.[1]
    return page && (await answers(page)) ? secondsSince(command) : undefined
  }, limits)
  const toldAt = performance.now()
  command.child.kill('SIGINT')
  const ended = await pollUntil(() => command.child.exitCode ?? command.child.signalCode ?? undefined, {
    command,
    seconds: secondsSince(command) + secondLimitSeconds,
  })
  const endSeconds = ended === undefined ? undefined : (performance.now() - toldAt) / 1000
  return { secondStartSeconds, endSeconds, stderr: command.stderr }
}

async function answers(page: string): Promise<boolean> {
  try {
    const response = await fetch(page, { signal: AbortSignal.timeout(1000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Not up yet: asked again.
    return false
  }
}
