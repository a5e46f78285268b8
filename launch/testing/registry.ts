import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One version of a package as a registry holds it. */
export type Published = { name: string; version: string; tarball: Buffer }

/** An npm registry on 127.0.0.1 that holds a few packages and counts what is taken from it. */
export type Registry = {
  url: string
  /** How many times each package's archive was asked for. */
  taken: Map<string, number>
  /** From now on archives are held back until the function that this gives is called. */
  holdArchives(): () => void
  /** Settles once the archive of a package has been asked for. */
  untilTaken(name: string): Promise<void>
  stop(): Promise<void>
}

/** The integrity that a lock file has for a package. */
export function integrityOf(published: Published): string {
  return `sha512-${createHash('sha512').update(published.tarball).digest('base64')}`
}

/** Starts a registry with these packages on a free port. */
export async function startRegistry(packages: Published[]): Promise<Registry> {
  const taken = new Map<string, number>()
  const waiting = new Map<string, () => void>()
  let held: Promise<void> = Promise.resolve()
  const server = createServer(async (request, response) => {
    const [name = '', archive] = (request.url ?? '/').slice(1).split('/-/')
    const published = packages.find((candidate) => candidate.name === name)
    if (!published) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}')
      return
    }
    if (archive === undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument(published, url)))
      return
    }
    taken.set(name, (taken.get(name) ?? 0) + 1)
    waiting.get(name)?.()
    await held
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(published.tarball)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    taken,
    holdArchives() {
      const gate = Promise.withResolvers<void>()
      held = gate.promise
      return gate.resolve
    },
    untilTaken(name) {
      if (taken.has(name)) return Promise.resolve()
      return new Promise((resolve) => waiting.set(name, resolve))
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function packument(published: Published, url: string) {
  const { name, version } = published
  const dist = { tarball: `${url}/${name}/-/${name}-${version}.tgz`, integrity: integrityOf(published) }
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }
}
