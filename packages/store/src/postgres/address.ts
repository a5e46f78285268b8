import type { Client, PoolConfig } from 'pg'
import { StoreError } from '../error.ts'

/** Where a database is, out of its URL. */
export interface Address {
  readonly connectionString: string
  /** How the connection may be encrypted, in the order in which it is tried; `undefined` leaves it to the URL. */
  readonly encryptions: readonly PoolConfig['ssl'][]
  /** The database without user and password, for sentences. */
  readonly place: string
  /** Takes the password out of a text. */
  hide(text: string): string
}

/** Encrypted, whoever answers: what `sslmode=prefer` asks for. */
const unverified = { rejectUnauthorized: false }
const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']

/**
 * Reads a `postgres://` URL as PostgreSQL's own programs do. Its `sslmode` decides about TLS; without one the
 * connection is encrypted where the server can (`prefer`), except on this machine's sockets.
 *
 * Throws `bad-store-url`, which tells nothing of the URL but what is wrong with it.
 */
export function addressOf(url: string, ClientClass: new (config: { connectionString: string }) => Client): Address {
  if (!/^postgres(ql)?:\/\//.test(url)) throw unusable('it does not begin with postgres://')
  const { connectionString, mode } = withoutVagueMode(url)
  if (mode !== undefined && !modes.includes(mode)) throw unusable(`${JSON.stringify(mode)} is no sslmode`)
  const client = parsed(connectionString, ClientClass)
  const password = typeof client.password === 'string' ? client.password : ''
  const isSocket = client.host.startsWith('/')
  const vague = mode === undefined || mode === 'prefer' || mode === 'allow'
  const settled = /[?&]ssl=/.test(connectionString)
  return {
    connectionString,
    encryptions: isSocket ? [false] : vague && !settled ? [unverified, false] : [undefined],
    place: `postgres://${client.host}${isSocket ? '' : `:${client.port}`}/${client.database ?? ''}`,
    hide: (text) => without(text, password),
  }
}

/** The driver knows the strict modes, with their usual meaning when it is asked for that; the others are ours. */
function withoutVagueMode(url: string): { connectionString: string; mode?: string } {
  const at = url.indexOf('?')
  if (at < 0) return { connectionString: url }
  const parameters = new URLSearchParams(url.slice(at + 1))
  const mode = parameters.get('sslmode') ?? undefined
  if (mode === 'prefer' || mode === 'allow') parameters.delete('sslmode')
  else if (mode === 'verify-ca' && !parameters.has('sslrootcert'))
    throw unusable('sslmode=verify-ca wants a sslrootcert')
  else if (mode !== undefined && mode !== 'no-verify') parameters.set('uselibpqcompat', 'true')
  return { connectionString: `${url.slice(0, at)}?${parameters}`, ...(mode !== undefined && { mode }) }
}

function parsed(connectionString: string, ClientClass: new (config: { connectionString: string }) => Client): Client {
  try {
    return new ClientClass({ connectionString })
  } catch (error) {
    // What is wrong with an address has a code, or another class.
    if (error instanceof TypeError && !('code' in error)) throw error
    // The driver names a certificate's file that cannot be read; of the URL itself it may tell the password.
    const isFile = error instanceof Error && 'syscall' in error
    throw unusable(isFile ? error.message.replace(/'$/, '') : 'it cannot be read as a URL')
  }
}

function without(text: string, password: string): string {
  if (password === '') return text
  return [password, encodeURIComponent(password)].reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text)
}

function unusable(reason: string): StoreError {
  return new StoreError(
    'bad-store-url',
    `The address of the Postgres store cannot be used: ${reason}.`,
    'Give it as postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full.',
  )
}
