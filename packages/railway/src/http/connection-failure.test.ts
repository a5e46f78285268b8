import { expect, test } from 'vitest'
import { surelyNotSent } from './connection-failure.ts'

const failed = (cause: Error) => new TypeError('fetch failed', { cause })
const system = (syscall: string, code: string) => Object.assign(new Error(code), { code, syscall })

test.each([
  ['no name', failed(system('getaddrinfo', 'ENOTFOUND')), true],
  ['refused', failed(system('connect', 'ECONNREFUSED')), true],
  [
    'refused on every address',
    failed(new AggregateError([system('connect', 'ECONNREFUSED'), system('connect', 'ENETUNREACH')])),
    true,
  ],
  ['too slow to connect', failed(Object.assign(new Error(), { code: 'UND_ERR_CONNECT_TIMEOUT' })), true],
  ['a wrong certificate', failed(Object.assign(new Error(), { code: 'CERT_HAS_EXPIRED' })), true],
  ['unreachable while reading', failed(system('read', 'EHOSTUNREACH')), false],
  ['reset', failed(system('read', 'ECONNRESET')), false],
  ['broken while writing', failed(system('write', 'EPIPE')), false],
  ['a closed socket', failed(Object.assign(new Error(), { code: 'UND_ERR_SOCKET' })), false],
  ['no attempts at all', failed(new AggregateError([])), false],
  ['no cause', new TypeError('fetch failed'), false],
  ['no error', 'oops', false],
])('%s', (_, failure, expected) => {
  expect(surelyNotSent(failure)).toBe(expected)
})
