import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { interpolate, isWanted } from '../expression.ts'
import { readValues } from './files.ts'
import type { Job, Step } from './read.ts'
import { givePackagesBack, standIn } from './stand-ins.ts'

/** What the run as a whole gives to each of its jobs. */
export interface Stage {
  /** Folder of this run, for clones and files handed on. */
  readonly folder: string
  /** Where the repository is cloned from. */
  readonly origin: string
  /** Installed packages, lent to each job while it runs. */
  readonly packages: string
  readonly contexts: { readonly github: { readonly [name: string]: string }; readonly [name: string]: unknown }
  /** By environment; those of `''` are the repository's, which every job may name. */
  readonly secrets: { readonly [environment: string]: { readonly [name: string]: string } }
  /** Variables of the machine. */
  readonly variables: NodeJS.ProcessEnv
  /** Called when a step's command runs. */
  readonly onStep?: (name: string, mishaps: Mishaps) => void
}

/** What may happen to a job while a step's command runs. */
export interface Mishaps {
  /** Cancels the job as GitHub does: the command is asked to end, in the end it is ended, and steps that ask for that still run. */
  cancel(): void
  /** The machine goes: the command and all that it started is gone at once, and no step comes after it. */
  lose(): void
}

/** How a job ended. */
export interface JobEnd {
  readonly result: 'success' | 'failure' | 'cancelled' | 'skipped'
  readonly outputs: { readonly [name: string]: string }
  readonly steps: readonly { readonly step: string; readonly outcome: string }[]
  readonly log: string
  readonly summary: string
  /** The address that the job gives its environment. */
  readonly url: string
  /** Whether a step was handed a secret. */
  readonly hadSecrets: boolean
}

/** GitHub's times between cancelling a step, asking it again and ending it. */
const [againMs, endMs] = [7_500, 10_000]

/** Runs the steps of one job in order, in a folder of its own. */
export async function runJob(id: string, job: Job, stage: Stage, contexts: Stage['contexts']): Promise<JobEnd> {
  const place = join(stage.folder, id)
  const workspace = join(place, 'work')
  mkdirSync(workspace, { recursive: true })
  const files = { output: join(place, 'output'), summary: join(place, 'summary'), env: join(place, 'env') }
  const path = join(place, 'path')
  for (const file of [...Object.values(files), path]) writeFileSync(file, '')
  const steps: { [id: string]: { outcome: string; outputs: { [name: string]: string } } } = {}
  const ends: { step: string; outcome: string }[] = []
  let status: 'success' | 'failure' | 'cancelled' = 'success'
  let log = ''
  let hadSecrets = false
  let isLost = false
  const environment = job.environment && interpolate(job.environment.name, { contexts, status })
  const secrets = { ...stage.secrets[''], ...stage.secrets[environment ?? ''] }
  const all = { ...contexts, steps, secrets }

  try {
    await allSteps()
  } finally {
    givePackagesBack(stage, workspace)
  }
  const ended = { contexts: all, status }
  const outputs = Object.entries(job.outputs).map(([key, value]) => [key, interpolate(value, ended)])
  return {
    result: status,
    outputs: Object.fromEntries(outputs),
    steps: ends,
    log,
    summary: readFileSync(files.summary, 'utf8'),
    url: interpolate(job.environment?.url ?? '', ended),
    hadSecrets,
  }

  async function allSteps() {
    for (const [index, step] of job.steps.entries()) {
      if (isLost) break
      const now = { contexts: all, status }
      const name = step.name ?? step.id ?? step.run ?? step.uses ?? String(index)
      let outcome = 'skipped'
      if (isWanted(step.if, now)) {
        const fill = (values: { [name: string]: string }) =>
          Object.fromEntries(Object.entries(values).map(([key, value]) => [key, interpolate(value, now)]))
        writeFileSync(files.output, '')
        const given = { env: { ...fill(job.env), ...fill(step.env) }, with: fill(step.with) }
        const handed = [...Object.values(given.env), ...Object.values(given.with)].join('\n')
        hadSecrets ||= Object.values(secrets).some((secret) => handed.includes(secret))
        const end = await one(step, name, given)
        log += end.log
        outcome = end.outcome
        if (outcome === 'cancelled') status = 'cancelled'
        else if (outcome === 'failure' && status === 'success') status = 'failure'
      }
      ends.push({ step: name, outcome })
      if (step.id !== undefined) steps[step.id] = { outcome, outputs: outcome === 'skipped' ? {} : readOutput() }
    }
  }

  function readOutput() {
    return readValues(readFileSync(files.output, 'utf8'))
  }

  async function one(step: Step, name: string, given: { env: NodeJS.ProcessEnv; with: { [name: string]: string } }) {
    if (step.uses !== undefined) return await standIn(step.uses, given.with, stage, workspace)
    const added = readFileSync(path, 'utf8').split('\n').filter(Boolean)
    const variables = {
      ...stage.variables,
      ...Object.fromEntries(
        Object.entries(contexts.github).map(([key, value]) => [`GITHUB_${key.toUpperCase()}`, value]),
      ),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ENV: files.env,
      GITHUB_OUTPUT: files.output,
      GITHUB_PATH: path,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_WORKSPACE: workspace,
      ...readValues(readFileSync(files.env, 'utf8')),
      PATH: [...added, stage.variables.PATH].join(':'),
      ...given.env,
    }
    // A token is handed to a step only by name.
    if (given.env.GITHUB_TOKEN === undefined) delete (variables as NodeJS.ProcessEnv).GITHUB_TOKEN
    return await command(step.run ?? '', name, variables)
  }

  async function command(line: string, name: string, variables: NodeJS.ProcessEnv) {
    const script = join(place, 'step.sh')
    writeFileSync(script, `${line}\n`)
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: workspace,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let output = `$ ${line}\n`
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    let isCancelled = false
    let isOver = false
    const timers: NodeJS.Timeout[] = []
    // GitHub asks the shell alone, and in the end ends all that it started.
    const signal = (kind: NodeJS.Signals, whom = child.pid) => {
      if (whom !== undefined && !isOver) kill(whom, kind)
    }
    const endAll = () => signal('SIGKILL', -(child.pid ?? 0))
    stage.onStep?.(name, {
      cancel() {
        isCancelled = true
        signal('SIGINT')
        timers.push(
          setTimeout(() => signal('SIGTERM'), againMs),
          setTimeout(endAll, endMs),
        )
      },
      lose() {
        isCancelled = true
        isLost = true
        endAll()
      },
    })
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    isOver = true
    for (const timer of timers) clearTimeout(timer)
    return { outcome: isCancelled ? 'cancelled' : code === 0 ? 'success' : 'failure', log: `${output}(exit ${code})\n` }
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
