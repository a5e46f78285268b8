import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../control/fault.ts'
import { beginDeployment } from '../deployment/begin.ts'
import { deployActiveAgain, skipDeployment } from '../deployment/beside.ts'
import { keepSnapshot, making, runDigest } from '../deployment/images.ts'
import { Refusal, sentenceOf } from '../errors.ts'
import { buildLine } from '../logs/deployment-log.ts'
import type { Deployment, ServiceInstance } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { folderDigest } from '../upload/digest.ts'
import { unpack } from '../upload/unpack.ts'
import { answerJson } from './answer.ts'
import { type Caller, demandReach } from './caller.ts'
import { breakHalfway } from './half-sent.ts'
import { insteadOf } from './meeting-faults.ts'

const path = /^\/project\/([^/]+)\/environment\/([^/]+)\/up$/

const dropForMs = 10_000

export interface UploadPlace {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId: string
  readonly message?: string
}

/** What an upload's address names; undefined where the address is another one. */
export function uploadPlace(url: URL): UploadPlace | undefined {
  const [, projectId, environmentId] = path.exec(url.pathname) ?? []
  if (projectId === undefined || environmentId === undefined) return undefined
  const message = url.searchParams.get('message')
  return {
    projectId,
    environmentId,
    serviceId: url.searchParams.get('serviceId') ?? '',
    ...(message ? { message } : {}),
  }
}

/**
 * Takes an upload: unpacks it safely, keeps it, and begins its deployment, which is recorded when the answer is sent.
 * A refused one leaves nothing on disk.
 */
export async function takeUpload(
  host: Host,
  caller: Caller,
  place: UploadPlace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = host.faults.take('upload')
  try {
    if (fault?.effect === 'server-error' || fault?.effect === 'edge-rate-limit') {
      const { status, text } = insteadOf(fault)
      dropRest(request)
      response.writeHead(status, { 'content-type': 'text/html' }).end(text)
      return
    }
    await meet(fault)
    const instance = instanceOf(host, caller, place)
    const deployment = await receive(host, instance, place, fault, request)
    meetAfter(host, fault, deployment)
    if (fault?.effect === 'slow-answer') await delay(fault.delayMs)
    if (fault?.effect === 'half-answer') breakHalfway(response)
    if (fault?.effect === 'lose-answer') response.destroy()
    else answerJson(response, 200, receipt(host, request, deployment))
  } catch (error) {
    if (!(error instanceof Refusal)) host.note(`upload: ${error instanceof Error ? error.stack : sentenceOf(error)}`)
    const refusal = error instanceof Refusal ? error : new Refusal('Problem processing request', 500)
    dropRest(request)
    if (fault?.effect === 'rate-limit' && fault.retryAfterSeconds !== null)
      response.setHeader('retry-after', fault.retryAfterSeconds)
    answerJson(response, refusal.status === 200 ? 400 : refusal.status, { message: refusal.message })
  }
}

/**
 * Reads what the client still sends and drops it, so that it gets to read the answer: a connection closed before that
 * would take the answer with it. One that sends on and on is cut off.
 */
function dropRest(request: IncomingMessage): void {
  request.resume()
  const timer = setTimeout(() => request.destroy(), dropForMs)
  request.once('close', () => clearTimeout(timer))
}

async function meet(fault: Fault | undefined): Promise<void> {
  if (fault?.effect === 'error') throw new Refusal(fault.message, 500)
  if (fault?.effect === 'rate-limit') throw new Refusal('Rate limit exceeded', 429)
  if (fault?.effect === 'delay') await delay(fault.delayMs)
}

/** What a fault makes of a deployment that an upload has begun. */
function meetAfter(host: Host, fault: Fault | undefined, deployment: Deployment): void {
  switch (fault?.effect) {
    case 'error-after':
      throw new Refusal(fault.message, 500)
    case 'delayed-meta':
      host.disguises.hideMeta(deployment.id, fault.hideMs)
      return
    case 'unknown-status':
      host.disguises.status(deployment.id, fault.status, fault.hideMs)
      return
    case 'skipped-newer':
      skipDeployment(host, deployment)
      return
    case 'rival':
      deployActiveAgain(host, deployment)
  }
}

function instanceOf(host: Host, caller: Caller, place: UploadPlace): ServiceInstance {
  const instance = host.state.instances.find(
    ({ projectId, environmentId, serviceId }) =>
      projectId === place.projectId && environmentId === place.environmentId && serviceId === place.serviceId,
  )
  try {
    demandReach(caller, place)
  } catch {
    throw new Refusal('Not Authorized', 401)
  }
  if (instance === undefined) throw new Refusal('Service instance not found', 404)
  return instance
}

async function receive(
  host: Host,
  instance: ServiceInstance,
  place: UploadPlace,
  fault: Fault | undefined,
  request: IncomingMessage,
): Promise<Deployment> {
  const { uploadLimitBytes, unpackedLimitBytes, unpackedLimitFiles } = host.options
  if (Number(request.headers['content-length'] ?? 0) > uploadLimitBytes) {
    throw new Refusal(`The upload is too large: more than ${uploadLimitBytes} bytes`, 413)
  }
  const startedAt = Date.now()
  const directory = await making(host)
  try {
    await unpack(bodyOf(request), directory, {
      packedBytes: uploadLimitBytes,
      unpackedBytes: unpackedLimitBytes,
      files: unpackedLimitFiles,
    })
    const digest = await folderDigest(directory)
    const snapshot = await keepSnapshot(host, directory, digest, instance.projectId)
    const now = host.state.instances.get(instance.id)
    if (now === undefined) throw new Refusal('Service instance not found', 404)
    const active = now.active === undefined ? undefined : host.state.deployments.get(now.active)
    const runsBefore = fault?.effect === 'run-previous-image' && active !== undefined && runDigest(host, active)
    const deployment = beginDeployment(host, now, {
      snapshot,
      reason: 'deploy',
      ...(place.message === undefined ? {} : { message: place.message }),
      ...(runsBefore && active.snapshotId !== undefined
        ? { runsSnapshotId: active.runsSnapshotId ?? active.snapshotId }
        : {}),
    })
    const completedAt = Date.now()
    host.state.events.put({
      id: randomUUID(),
      deploymentId: deployment.id,
      step: 'SNAPSHOT_CODE',
      createdAt: startedAt,
      completedAt,
      payload: { durationMs: completedAt - startedAt, detail: digest },
    })
    buildLine(host, deployment.id, `Received ${digest}`)
    return deployment
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The body as a stream of its own: where unpacking stops early, only this ends, and the request can be answered. */
function bodyOf(request: IncomingMessage): PassThrough {
  const body = new PassThrough()
  // A client may leave before anybody reads. Who reads then is told all the same; unheard, it would end the platform.
  body.on('error', () => body.destroy())
  request.pipe(body)
  request.once('error', (error) => body.destroy(error))
  request.once('aborted', () => body.destroy(new Error('The client left in the middle of its upload')))
  body.once('close', () => request.unpipe(body))
  return body
}

function receipt(host: Host, request: IncomingMessage, deployment: Deployment) {
  const { id, projectId, environmentId, serviceId, instanceId } = deployment
  const base = `http://${request.headers.host}`
  return {
    deploymentId: id,
    url: `${base}/project/${projectId}/service/${serviceId}?environmentId=${environmentId}`,
    logsUrl: `${base}/project/${projectId}/service/${serviceId}?environmentId=${environmentId}&id=${id}`,
    deploymentDomain: `127.0.0.1:${host.state.instances.get(instanceId)?.port}`,
  }
}
