import { logFiles } from '../../logs/deployment-log.ts'
import { matcher } from '../../logs/filter.ts'
import { type HttpWindow, readHttpLog } from '../../logs/http.ts'
import type { LogLine } from '../../logs/lines.ts'
import { readLog } from '../../logs/read.ts'
import type { HttpLogLine } from '../../router/contract.ts'
import type { Deployment } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Resolver } from '../context.ts'
import { deploymentFor } from '../lookup.ts'

interface LogArguments {
  readonly deploymentId: string
  readonly filter?: string | null
  readonly limit?: number | null
  readonly startDate?: number | null
  readonly endDate?: number | null
}

/** A kept line as the API gives it. */
export function logOf({ id, projectId, environmentId, serviceId, snapshotId, replicaId }: Deployment) {
  const tags = { deploymentId: id, deploymentInstanceId: replicaId, projectId, environmentId, serviceId, snapshotId }
  return ({ at, severity, message, attributes }: LogLine) => ({
    timestamp: new Date(at).toISOString(),
    severity,
    message,
    tags,
    attributes: [{ key: 'level', value: severity }, ...(attributes ?? [])],
  })
}

export function logQueries(host: Host) {
  const read = async (args: LogArguments, deployment: Deployment, path: string) => {
    const lines = await readLog(path, {
      limit: args.limit ?? undefined,
      from: args.startDate ?? undefined,
      to: args.endDate ?? undefined,
      holds: matcher(args.filter),
    })
    return lines.map(logOf(deployment))
  }
  const buildLogs: Resolver<LogArguments> = (_, args, { caller }) =>
    read(args, deploymentFor(host, caller, args.deploymentId), logFiles(host, args.deploymentId).build)
  const deploymentLogs: Resolver<LogArguments> = (_, args, { caller }) => {
    const deployment = deploymentFor(host, caller, args.deploymentId)
    host.followers.get(deployment.id)?.pump()
    return read(args, deployment, logFiles(host, deployment.id).deployment)
  }
  const httpLogs: Resolver<HttpWindow & { deploymentId: string }> = async (_, args, { caller }) => {
    const deployment = deploymentFor(host, caller, args.deploymentId)
    return (await readHttpLog(host, deployment.id, args)).map(httpLogOf(deployment))
  }
  return { buildLogs, deploymentLogs, httpLogs }
}

function httpLogOf(deployment: Deployment) {
  return (line: HttpLogLine) => ({
    timestamp: line.ts,
    requestId: line.requestId,
    method: line.method,
    path: line.path,
    host: line.host,
    httpStatus: line.status,
    totalDuration: Math.round(line.totalMs),
    upstreamRqDuration: Math.round(line.upstreamMs),
    rxBytes: line.rx,
    txBytes: line.tx,
    deploymentId: deployment.id,
    deploymentInstanceId: deployment.replicaId,
    upstreamErrors:
      line.error === undefined || line.error === 'client-left' ? '' : JSON.stringify([{ error: line.error }]),
    responseDetails: '',
    upstreamAddress: `127.0.0.1:${deployment.port}`,
    upstreamProto: 'HTTP/1.1',
    downstreamProto: 'HTTP/1.1',
    edgeRegion: 'local',
    srcIp: '127.0.0.1',
    clientUa: line.userAgent ?? '',
  })
}
