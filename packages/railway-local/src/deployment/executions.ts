import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { removeContainer } from '../container/program.ts'
import { deploymentLine, endFollowing, followOutput, logFiles } from '../logs/deployment-log.ts'
import { endProcess, sweepGroup } from '../process/end.ts'
import { adopt, type Exit, launch, type RunningProcess } from '../process/launch.ts'
import type { Execution, ExecutionStatus } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'
import { change, deploymentOf } from './records.ts'
import { exitSentence } from './restart-decision.ts'
import { inContainer, startOf } from './start.ts'

/** How many runs are remembered of each service in each environment. */
const mostKept = 100

/** A run of a scheduled deployment's command. */
export interface RunningExecution {
  readonly execution: string
  readonly process: RunningProcess
  /** Resolves when it is recorded how it ended. */
  readonly recorded: Promise<void>
  /** It was told to end, so how it ended says nothing of the command. */
  told: boolean
}

/**
 * Runs the command of a scheduled deployment once, its output going into the deployment's log; resolves when it has begun.
 * While the run before goes on, none begins: that is recorded as skipped. No restart policy applies: a run that failed is
 * not repeated before its next time.
 */
export async function execute(host: Host, id: string): Promise<void> {
  if (host.stopping) return
  const deployment = deploymentOf(host, id)
  if (host.executions.has(id) || host.beginningExecutions.has(id)) {
    record(host, id, 'SKIPPED')
    deploymentLine(host, id, 'A run was due and is skipped: the one before still goes on', 'warn')
    return
  }
  host.beginningExecutions.add(id)
  try {
    await followOutput(host, id)
    const place = places.deployment(host, id)
    for (const name of ['home', 'tmp']) mkdirSync(join(place, name), { recursive: true, mode: 0o700 })
    const { output, errors } = logFiles(host, id)
    const begun = launch({
      ...startOf(host, deployment),
      output,
      errors,
      record: places.launchRecord(host, id),
    })
    follow(host, id, record(host, id, 'RUNNING').id, begun)
    change(host, id, { replicaStatus: 'RUNNING' })
  } finally {
    host.beginningExecutions.delete(id)
  }
}

/** Takes up the run that an earlier supervisor began; one that has ended since ended while nobody watched. */
export function recoverExecution(host: Host, id: string): void {
  const open = executionsOf(host, id).findLast(({ status }) => status === 'RUNNING')
  const running = adopt(places.launchRecord(host, id))
  if (open !== undefined && running !== undefined) {
    void followOutput(host, id)
    follow(host, id, open.id, running)
    return
  }
  if (open !== undefined) close(host, open.id, 'STOPPED')
  if (deploymentOf(host, id).replicaStatus === 'RUNNING') change(host, id, { replicaStatus: 'EXITED' })
}

/** Tells a run that goes on to end, and kills it after `drainingMs`. Harmless where none goes on. */
export async function endExecution(host: Host, id: string, drainingMs: number): Promise<void> {
  const running = host.executions.get(id)
  if (running === undefined) return
  running.told = true
  const deployment = deploymentOf(host, id)
  await endProcess(running.process, drainingMs, startOf(host, deployment).shellStays)
  if (inContainer(deployment)) await removeContainer(id)
  await running.recorded
}

export function executionsOf(host: Host, deploymentId: string): Execution[] {
  return host.state.executions.where((one) => one.deploymentId === deploymentId)
}

function follow(host: Host, id: string, execution: string, process: RunningProcess): void {
  const recorded = process.exited.then((exit) => ended(host, id, exit))
  host.executions.set(id, { execution, process, recorded, told: false })
}

function ended(host: Host, id: string, exit: Exit): void {
  const running = host.executions.get(id)
  if (running === undefined) return
  host.executions.delete(id)
  sweepGroup(running.process)
  host.followers.get(id)?.pump()
  endFollowing(host, id)
  // What is recorded as running is found to have ended when the platform starts again.
  if (host.stopping || host.state.deployments.get(id) === undefined) return
  const status = running.told ? 'REMOVED' : statusOf(exit)
  close(host, running.execution, status)
  deploymentLine(host, id, `The run ${exitSentence(exit)}`, status === 'CRASHED' ? 'error' : 'info')
  if (deploymentOf(host, id).replicaStatus === 'RUNNING') change(host, id, { replicaStatus: 'EXITED' })
}

/** Of an end that nobody saw, nobody knows whether it was a good one. */
function statusOf({ code, signal }: Exit): ExecutionStatus {
  if (code === null && signal === null) return 'STOPPED'
  return code === 0 ? 'EXITED' : 'CRASHED'
}

function record(host: Host, id: string, status: ExecutionStatus): Execution {
  const { instanceId, environmentId, serviceId } = deploymentOf(host, id)
  const now = Date.now()
  const ended = status === 'RUNNING' ? {} : { completedAt: now }
  const made: Execution = {
    id: randomUUID(),
    deploymentId: id,
    instanceId,
    environmentId,
    serviceId,
    status,
    createdAt: now,
    updatedAt: now,
    ...ended,
  }
  host.state.executions.put(made)
  const all = host.state.executions.where((one) => one.instanceId === instanceId && one.status !== 'RUNNING')
  for (const old of all.slice(0, Math.max(0, all.length - mostKept))) host.state.executions.delete(old.id)
  return made
}

function close(host: Host, execution: string, status: ExecutionStatus): void {
  const open = host.state.executions.get(execution)
  const now = Date.now()
  if (open !== undefined) host.state.executions.put({ ...open, status, updatedAt: now, completedAt: now })
}
