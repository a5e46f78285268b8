import { buildLine } from '../logs/deployment-log.ts'
import type { Host } from '../supervisor/host.ts'
import { DeploymentFailure } from './ended.ts'
import { closeStep, deploymentOf, eventsOf, openStep } from './records.ts'
import { exitSentence } from './restart-decision.ts'
import { endLostCommand, runCommand } from './run-command.ts'
import { startOf } from './start.ts'

/**
 * Runs the pre-deploy command once, with the deployment's variables. It is never run again, so a deployment in whose
 * command the supervisor was killed fails: nobody knows how far the command came.
 */
export async function runPreDeploy(host: Host, id: string, signal: AbortSignal): Promise<void> {
  const deployment = deploymentOf(host, id)
  const commands = deployment.configuration.preDeployCommand ?? []
  const begun = eventsOf(host, id).find((event) => event.step === 'PRE_DEPLOY_COMMAND')
  if (commands.length === 0 || begun?.completedAt !== undefined) return
  if (begun !== undefined) {
    await endLostCommand(host, id)
    throw new DeploymentFailure('The platform was killed while the pre-deploy command ran')
  }
  openStep(host, id, 'PRE_DEPLOY_COMMAND')
  for (const line of commands) {
    buildLine(host, id, `Pre-deploy command: ${line}`)
    const exit = await runCommand(host, id, startOf(host, deployment, { line }), signal)
    if (signal.aborted) return
    if (exit.code !== 0) throw new DeploymentFailure(`The pre-deploy command ${exitSentence(exit)}`)
  }
  closeStep(host, id, 'PRE_DEPLOY_COMMAND')
}
