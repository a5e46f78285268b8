/** Failures that come before a byte of the request is sent, by the code Node gives them. */
const beforeSending = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
])

/** System calls that are over before a connection stands. The same code from `read` or `write` proves nothing. */
const connecting = new Set(['connect', 'getaddrinfo'])

/**
 * Whether a failed request surely never reached the other side. Anything that is not known to come before sending
 * counts as sent.
 */
export function surelyNotSent(failure: unknown): boolean {
  if (!(failure instanceof Error)) return false
  if (failure instanceof AggregateError) return failure.errors.length > 0 && failure.errors.every(surelyNotSent)
  const code = 'code' in failure ? failure.code : undefined
  const systemCall = 'syscall' in failure ? failure.syscall : undefined
  if (typeof code === 'string' && beforeSending.has(code)) return true
  if (typeof systemCall === 'string') return connecting.has(systemCall)
  return surelyNotSent(failure.cause)
}
