import { createHash, randomUUID } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../errors.ts'
import { dropHttpLogs } from '../logs/http-files.ts'
import type { Deployment, Snapshot } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'
import { hasEnded } from './statuses.ts'

/** Copies a tree; where the file system can, the copies share their blocks until one changes. */
export function copyTree(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
}

/** Keeps an unpacked upload under its digest and records it as a new snapshot. The same bytes are kept once. */
export function keepSnapshot(host: Host, unpacked: string, digest: string, projectId: string): Promise<Snapshot> {
  return host.images(async () => {
    const place = places.snapshot(host, digest)
    await mkdir(join(host.directory, 'snapshots'), { recursive: true, mode: 0o700 })
    if (!existsSync(place)) await moveInto(unpacked, place)
    return host.state.snapshots.put({ id: randomUUID(), digest, projectId, createdAt: Date.now() })
  })
}

/** Moves a whole tree to its place at once, so that a half-filled one is never found there. */
export async function moveInto(from: string, place: string): Promise<void> {
  try {
    await rename(from, place)
  } catch (error) {
    // Somebody else brought the same just now.
    if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST') throw error
    await rm(from, { recursive: true, force: true })
  }
}

/** What a build is found by again: the digest of its sources, its command, and the variables it sees. */
export function buildKey(digest: string, command: string, variables: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(variables).sort(([left], [right]) => (left < right ? -1 : 1))
  const how = createHash('sha256')
    .update(JSON.stringify([command, sorted]))
    .digest('hex')
  // Begins with the digest, so that builds go when their sources do.
  return `${digest.replace('sha256:', '')}-${how}`
}

/** The snapshot that a deployment runs; undefined where it is no longer kept, or not there yet. */
export function runSnapshot(host: Host, deployment: Deployment): Snapshot | undefined {
  const id = deployment.runsSnapshotId ?? deployment.snapshotId
  return id === undefined ? undefined : host.state.snapshots.get(id)
}

/** The digest of the snapshot that a deployment runs; undefined where it is no longer kept. */
export function runDigest(host: Host, deployment: Deployment): string | undefined {
  return runSnapshot(host, deployment)?.digest
}

/** What a record says of its image: the digest of one that is still to be fetched is not known yet. */
export function imageMeta(snapshot: Snapshot | undefined, wanted?: string | null): Record<string, string> {
  if (snapshot === undefined) return wanted ? { image: wanted } : {}
  return { image: snapshot.reference ?? `local/${snapshot.id}`, imageDigest: snapshot.digest }
}

/** Whether its image can be run again. */
export function isKept(host: Host, deployment: Deployment): boolean {
  return deployment.snapshotId !== undefined && host.state.snapshots.get(deployment.snapshotId) !== undefined
}

/**
 * Drops what no deployment needs: images beyond the newest `keepImages` of each service that once served, and the logs of
 * the requests that their deployments took.
 */
export function pruneImages(host: Host): Promise<void> {
  return host.images(() => prune(host))
}

async function prune(host: Host): Promise<void> {
  const needed = new Set<string>()
  const kept = new Set<string>()
  for (const instance of host.state.instances.all()) {
    const deployments = host.state.deployments.where(({ instanceId }) => instanceId === instance.id)
    const served = deployments.filter(({ succeededAt }) => succeededAt !== undefined).slice(-host.options.keepImages)
    const newest = deployments.slice(-1)
    for (const deployment of [...served, ...newest, ...deployments.filter((one) => !hasEnded(one))]) {
      kept.add(deployment.id)
      for (const id of [deployment.snapshotId, deployment.runsSnapshotId]) if (id !== undefined) needed.add(id)
    }
    const image = instance.configuration.image?.replace(/^local\//, '')
    if (image) needed.add(image)
  }
  await dropHttpLogs(join(host.directory, 'http'), kept)
  const dropped = host.state.snapshots.where(({ id }) => !needed.has(id))
  host.state.transaction(() => {
    for (const { id } of dropped) host.state.snapshots.delete(id)
  })
  const digests = new Set(host.state.snapshots.all().map(({ digest }) => digest))
  for (const digest of new Set(dropped.map((snapshot) => snapshot.digest))) {
    if (!digests.has(digest)) await dropFiles(host, digest)
  }
}

async function dropFiles(host: Host, digest: string): Promise<void> {
  const builds = join(host.directory, 'builds')
  const hex = digest.replace('sha256:', '')
  if (existsSync(builds)) {
    for (const name of await readdir(builds)) {
      if (name.startsWith(hex)) await rm(join(builds, name), { recursive: true, force: true })
    }
  }
  await rm(places.snapshot(host, digest), { recursive: true, force: true })
}

/** A directory of its own for something that is still being made. */
export async function making(host: Host): Promise<string> {
  const directory = join(places.incoming(host), randomUUID())
  await mkdir(directory, { recursive: true, mode: 0o700 })
  return directory
}
