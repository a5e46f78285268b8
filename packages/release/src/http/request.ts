export type Request = typeof import('node:http').request

/**
 * Node's own means to send a request to such an address. Loaded when the first is sent: with it Node loads all that `fetch`
 * is made of, which takes as long as Node itself, and many a command sends nothing.
 */
export async function requestFor(url: string | URL): Promise<Request> {
  const isSecure = new URL(url).protocol === 'https:'
  return (await (isSecure ? import('node:https') : import('node:http'))).request
}
