import { isLoopback } from '@kickai/release'

/** Where Railway's interface is, unless told otherwise. */
export const defaultEndpoint = 'https://backboard.railway.com/graphql/v2'

/** Marks whose requests these are. Without it Railway's edge blocks an address after ten requests a second. */
const source = 'kickai'

/** The addresses of one Railway: its GraphQL endpoint and what stands beside it. */
export interface Endpoint {
  /** For queries and mutations. */
  readonly graphql: URL
  /** For subscriptions. */
  readonly socket: URL
  /** For the upload of a bundle to a service; `message` comes back in the deployment's record. */
  upload(
    ids: { readonly projectId: string; readonly environmentId: string; readonly serviceId: string },
    message: string,
  ): URL
}

/**
 * Reads an address such as `https://backboard.railway.com/graphql/v2`; one without a path gets `/graphql/v2`. Gives a
 * sentence instead where it cannot be used: a token never travels unencrypted to another machine.
 */
export function parseEndpoint(address: string): Endpoint | string {
  if (!URL.canParse(address)) return 'the endpoint is not an address'
  const graphql = new URL(address)
  if (graphql.protocol !== 'https:' && graphql.protocol !== 'http:') return 'the endpoint is not an https address'
  if (graphql.protocol === 'http:' && !isLoopback(graphql.hostname)) {
    return 'the endpoint is not encrypted; http is for this machine alone'
  }
  if (graphql.username !== '' || graphql.password !== '') return 'the endpoint holds a user name or a password'
  if (graphql.pathname === '/') graphql.pathname = '/graphql/v2'
  graphql.hash = ''
  graphql.searchParams.set('source', source)
  const socket = new URL(graphql)
  socket.protocol = graphql.protocol === 'https:' ? 'wss:' : 'ws:'
  return {
    graphql,
    socket,
    upload(ids, message) {
      const [project, environment] = [ids.projectId, ids.environmentId].map(encodeURIComponent)
      const url = new URL(`/project/${project}/environment/${environment}/up`, graphql)
      url.searchParams.set('serviceId', ids.serviceId)
      url.searchParams.set('message', message)
      url.searchParams.set('source', source)
      return url
    },
  }
}
