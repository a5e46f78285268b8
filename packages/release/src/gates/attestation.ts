import type { DeploymentRecord, Execution, Phase, ServiceKind, ServiceView } from '../ports/platform.ts'

/** What the platform's record says of a deployment that nobody can ask who it is. */
export interface Attestation {
  readonly phase: Phase
  /** The platform's own word for it, for people. */
  readonly status: string
  /** It runs, and no other one of its service; of a scheduled one: it is the one whose command is run. */
  readonly alone: boolean
  /** It ended by itself and is being started again. */
  readonly restarting: boolean
  /** It has ended although its status reads well; between its times a scheduled one has too. */
  readonly stopped: boolean
  /** Of a scheduled one, where the platform tells: how many runs ended well, and how many failed. */
  readonly executions?: ExecutionCount
}

export interface ExecutionCount {
  readonly done: number
  readonly failed: number
}

/**
 * Reads a service's record for what it says of one deployment. Platforms differ in whether a scheduled deployment counts
 * as running between its times, so there the newest one that serves will do, as long as no other one runs.
 */
export function attestationOf(
  kind: ServiceKind,
  { active, deployments }: Pick<ServiceView, 'active' | 'deployments'>,
  deployment: string,
): Attestation {
  const record = deployments.find(({ id }) => id === deployment)
  const others = active.some((id) => id !== deployment)
  const runs = active.includes(deployment) || (kind === 'cron' && newestServing(deployments)?.id === deployment)
  return {
    phase: record?.phase ?? 'unknown',
    status: record?.status ?? 'not known to the platform',
    alone: runs && !others,
    restarting: record?.restarting === true,
    stopped: record?.stopped === true,
  }
}

/** The digest of the image that a deployment runs, where the platform's record says it. */
export function imageDigestOf(
  { deployments }: Pick<ServiceView, 'deployments'>,
  deployment: string,
): string | undefined {
  const image = deployments.find(({ id }) => id === deployment)?.image
  return image?.startsWith('sha256:') ? image : undefined
}

/** How often a scheduled command ended, and how. One that still runs, was skipped or ended unseen counts as neither. */
export function countExecutions(executions: readonly Execution[]): ExecutionCount {
  const count = (outcome: Execution['outcome']) => executions.filter((each) => each.outcome === outcome).length
  return { done: count('done'), failed: count('failed') }
}

/** The newest deployment that the platform says serves; deployments come newest first. */
export function newestServing(deployments: readonly DeploymentRecord[]): DeploymentRecord | undefined {
  return deployments.find(({ phase }) => phase === 'serving')
}
