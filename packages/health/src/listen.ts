import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { HealthError } from './error.ts'

/** What a machine without IPv6 says of an IPv6 address. */
const noSuchAddress = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL'])

/** Listens on the first of `hosts` that this machine has. Gives the port; throws a `HealthError`. */
export async function listen(app: FastifyInstance, port: number, hosts: readonly string[]): Promise<number> {
  for (const [index, host] of hosts.entries()) {
    try {
      await app.listen({ port, host })
      return (app.server.address() as AddressInfo).port
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (typeof code === 'string' && noSuchAddress.has(code) && index + 1 < hosts.length) continue
      if (code === 'EADDRINUSE') {
        throw new HealthError('port-in-use', `Port ${port} is in use.`, 'Set PORT to a free port.', error)
      }
      throw new HealthError('cannot-listen', `Nothing can listen on port ${port}.`, 'Set PORT to another port.', error)
    }
  }
  throw new HealthError('cannot-listen', 'No address was given to listen on.', 'Name at least one host.')
}
