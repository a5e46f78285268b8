import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { sentenceOf } from '../errors.ts'
import { buildLine } from '../logs/deployment-log.ts'
import { type Host, places } from '../supervisor/host.ts'
import { prepareImage } from './build.ts'
import { aborted, type Departure, DeploymentFailure } from './ended.ts'
import { copyTree, pruneImages } from './images.ts'
import { runPreDeploy } from './pre-deploy.ts'
import { prepareContainer } from './prepare-container.ts'
import { prove } from './prove.ts'
import { change, closeOpenSteps, deploymentOf, openStep } from './records.ts'
import { settleRoute } from './routes.ts'
import { impliedStartCommand } from './start-command.ts'
import { isMoving, isScheduled } from './statuses.ts'
import { switchTo } from './switch.ts'
import { takeSwitchBack } from './take-switch-back.ts'
import { clearAway, unitFor } from './units.ts'

/**
 * Takes a deployment from wherever it is recorded to be to SUCCESS or FAILED, in the background. One that a killed
 * supervisor left in the middle goes on from there. `takeOff` takes it off its way.
 */
export function carry(host: Host, id: string): void {
  const controller = new AbortController()
  const done = travel(host, id, controller.signal)
    .catch((error: unknown) => fail(host, id, error))
    .finally(() => host.moving.delete(id))
    .then(() => (host.stopping ? undefined : pruneImages(host)))
    .catch((error: unknown) => host.note(`deployment ${id}: ${sentenceOf(error)}`))
  host.moving.set(id, { controller, done })
}

async function travel(host: Host, id: string, signal: AbortSignal): Promise<void> {
  // The caller first gets the deployment as it was recorded.
  await Promise.resolve()
  await takeTurn(host, id, signal)
  if (signal.aborted) return depart(host, id, signal)
  if (!existsSync(places.application(host, id))) {
    change(host, id, { status: 'BUILDING' })
    await prepare(host, id, signal)
  }
  if (signal.aborted) return depart(host, id, signal)
  change(host, id, { status: 'DEPLOYING' })
  await runPreDeploy(host, id, signal)
  if (signal.aborted) return depart(host, id, signal)
  // Nothing is started before its first time comes, so there is nothing to prove either.
  if (isScheduled(deploymentOf(host, id))) return await switchTo(host, id, 'scheduled')
  openStep(host, id, 'CREATE_CONTAINER')
  change(host, id, { replicaStatus: 'INITIALIZING' })
  const unit = unitFor(host, id)
  // Proven already where a killed supervisor had begun to give it the traffic: users are served by it, so that a second
  // proof could only take it away from them.
  const isSwitched = host.state.instances.get(deploymentOf(host, id).instanceId)?.active === id
  const outcome = isSwitched ? 'running' : await prove(host, unit, signal)
  if (signal.aborted) return depart(host, id, signal)
  await switchTo(host, id, outcome)
}

/** Takes a deployment off its way; resolves when that is done, or when it has come to its end before. */
export async function takeOff(host: Host, id: string, departure: Departure): Promise<void> {
  const journey = host.moving.get(id)
  journey?.controller.abort(departure)
  await journey?.done
}

/** Waits for older deployments of the same service, or takes them off their way, as the platform is set. */
async function takeTurn(host: Host, id: string, signal: AbortSignal): Promise<void> {
  const { instanceId } = deploymentOf(host, id)
  const all = host.state.deployments.where((deployment) => deployment.instanceId === instanceId)
  const older = all
    .slice(
      0,
      all.findIndex((deployment) => deployment.id === id),
    )
    .filter(isMoving)
  if (older.length === 0) return
  if (host.options.concurrentDeployments === 'supersede') {
    for (const one of older) void takeOff(host, one.id, 'removed')
    return
  }
  change(host, id, { status: 'QUEUED' })
  while (!signal.aborted && older.some((one) => isMoving(host.state.deployments.get(one.id) ?? one))) {
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 20)), aborted(signal)])
  }
}

/** Leaves the deployment's application directory, which says that all is there to start it. */
async function prepare(host: Host, id: string, signal: AbortSignal): Promise<void> {
  if (await prepareContainer(host, id, signal)) {
    if (!signal.aborted) await mkdir(places.application(host, id), { recursive: true, mode: 0o700 })
    return
  }
  const image = await prepareImage(host, deploymentOf(host, id), signal)
  if (!signal.aborted) await fillApplication(host, id, image)
}

/** The deployment's own copy of the image: whatever its process writes there changes no other. */
async function fillApplication(host: Host, id: string, image: string): Promise<void> {
  const application = places.application(host, id)
  const filling = `${application}.filling`
  await rm(filling, { recursive: true, force: true })
  await mkdir(places.deployment(host, id), { recursive: true, mode: 0o700 })
  await copyTree(image, filling)
  const { configuration } = deploymentOf(host, id)
  const startCommand = configuration.startCommand || (await impliedStartCommand(filling))
  if (startCommand === undefined)
    throw new DeploymentFailure('There is no start command, and package.json has no start script')
  change(host, id, { configuration: { ...configuration, startCommand } })
  await rename(filling, application)
}

/** Off its way: removed by somebody, or left as it is for the platform's next start. */
async function depart(host: Host, id: string, signal: AbortSignal): Promise<void> {
  if ((signal.reason as Departure) === 'shutdown') return
  await leaveTraffic(host, id)
  await clearAway(host, id, 0)
  closeOpenSteps(host, id, { reason: 'removed' })
  change(host, id, { status: 'REMOVED', replicaStatus: 'REMOVED' })
}

/** Before its process is ended, so that no request meets nobody. */
async function leaveTraffic(host: Host, id: string): Promise<void> {
  const deployment = deploymentOf(host, id)
  if (takeSwitchBack(host, deployment)) await settleRoute(host, deployment.instanceId)
}

async function fail(host: Host, id: string, error: unknown): Promise<void> {
  const failure = sentenceOf(error)
  if (!(error instanceof DeploymentFailure))
    host.note(`deployment ${id}: ${error instanceof Error ? error.stack : failure}`)
  await leaveTraffic(host, id)
  await clearAway(host, id, 0)
  closeOpenSteps(host, id, { error: failure })
  buildLine(host, id, failure, 'error')
  change(host, id, { status: 'FAILED', replicaStatus: 'REMOVED', failure })
}
