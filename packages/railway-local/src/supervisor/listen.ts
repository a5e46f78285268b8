import type { Server } from 'node:http'
import { PlatformError, systemCode } from '../errors.ts'

const usualPort = 4401
const mostTries = 200

/**
 * Listens on 127.0.0.1. A port that was asked for is the only one that will do (`port-in-use`). Otherwise it is the one
 * of last time, else the usual one or the next that is free; or, with 0, any.
 */
export async function listen(server: Server, asked: number | undefined, recorded: number | undefined): Promise<void> {
  if (asked !== undefined && asked !== 0) {
    if (await tryPort(server, asked)) return
    throw portInUse(asked)
  }
  if (recorded !== undefined && (await tryPort(server, recorded))) return
  if (asked === 0 && (await tryPort(server, 0))) return
  for (let port = usualPort; port < usualPort + mostTries; port += 1) if (await tryPort(server, port)) return
  throw new PlatformError(
    'port-in-use',
    'No port is free for the embedded platform.',
    'End some programs, or give a port.',
  )
}

export function portInUse(port: number): PlatformError {
  return new PlatformError(
    'port-in-use',
    `Port ${port} is in use by another program.`,
    'Give another port, or none: then a free one is taken.',
  )
}

async function tryPort(server: Server, port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const onError = (error: Error) => (systemCode(error) === 'EADDRINUSE' ? resolve(false) : reject(error))
  server.once('error', onError)
  server.listen({ port, host: '127.0.0.1' }, () => resolve(true))
  return await promise.finally(() => server.removeListener('error', onError))
}
