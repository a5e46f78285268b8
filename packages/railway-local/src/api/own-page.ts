import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a request was meant for this server, by its `Host`, and does not come from a web page of another one, by its
 * `Origin`. A browser sets both truthfully; this keeps pages that the user visits away from the platform.
 */
export function isOwn(headers: IncomingHttpHeaders, port: number): boolean {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (headers.host === undefined || !own.includes(headers.host.toLowerCase())) return false
  return headers.origin === undefined || own.some((host) => headers.origin === `http://${host}`)
}
