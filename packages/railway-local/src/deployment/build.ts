import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildLine } from '../logs/deployment-log.ts'
import type { Deployment } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'
import { DeploymentFailure } from './ended.ts'
import { buildKey, copyTree, making, moveInto, runDigest } from './images.ts'
import { closeStep, openStep } from './records.ts'
import { exitSentence } from './restart-decision.ts'
import { endLostCommand, runCommand } from './run-command.ts'
import { machineEnvironment } from './surroundings.ts'

/**
 * The directory of a deployment's image: its snapshot, or what its build command made of it. The same sources and
 * command are built once. Nothing half-built is left where a build fails or the signal is aborted.
 */
export async function prepareImage(host: Host, deployment: Deployment, signal: AbortSignal): Promise<string> {
  const digest = runDigest(host, deployment)
  if (digest === undefined) throw new DeploymentFailure('Its image is no longer kept')
  const snapshot = places.snapshot(host, digest)
  const command = deployment.configuration.buildCommand
  openStep(host, deployment.id, 'BUILD_IMAGE')
  if (!command) {
    closeStep(host, deployment.id, 'BUILD_IMAGE', { skipped: true, reason: 'no build command' })
    return snapshot
  }
  const variables = host.options.buildVariables ? deployment.variables : {}
  const place = places.build(host, buildKey(digest, command, variables))
  if (existsSync(place)) {
    buildLine(host, deployment.id, 'The same sources were built before; that build is used')
    closeStep(host, deployment.id, 'BUILD_IMAGE', { skipped: true, reason: 'built before' })
    return place
  }
  await build(host, deployment, { command, variables, snapshot, place, signal })
  closeStep(host, deployment.id, 'BUILD_IMAGE')
  return place
}

interface Order {
  readonly command: string
  readonly variables: Readonly<Record<string, string>>
  readonly snapshot: string
  readonly place: string
  readonly signal: AbortSignal
}

async function build(host: Host, deployment: Deployment, order: Order): Promise<void> {
  await endLostCommand(host, deployment.id)
  const unfinished = await making(host)
  const directory = join(unfinished, 'app')
  try {
    await copyTree(order.snapshot, directory)
    buildLine(host, deployment.id, `Building: ${order.command}`)
    const environment = {
      ...order.variables,
      ...machineEnvironment(places.deployment(host, deployment.id)),
      CI: 'true',
    }
    const exit = await runCommand(
      host,
      deployment.id,
      { program: ['/bin/sh', '-c', order.command], directory, environment },
      order.signal,
    )
    if (order.signal.aborted) return
    if (exit.code !== 0) throw new DeploymentFailure(`The build command ${exitSentence(exit)}`)
    await mkdir(dirname(order.place), { recursive: true, mode: 0o700 })
    await moveInto(directory, order.place)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}
