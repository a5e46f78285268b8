import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import { WebSocketServer } from 'ws'
import { Refusal, sentenceOf } from '../errors.ts'
import type { Host } from '../supervisor/host.ts'
import type { Caller } from './caller.ts'
import type { ApiContext } from './context.ts'
import { apiSchema } from './schema.ts'

export const graphqlPath = '/graphql/v2'

/** Railway sends this code with nearly every error; only the message tells them apart. */
const code = 'INTERNAL_SERVER_ERROR'

/** GraphQL over HTTP and over WebSocket, by the same schema. */
export interface GraphqlApi {
  readonly yoga: YogaServerInstance<ApiContext, object>
  /** Takes over a WebSocket upgrade of a caller who is known. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller | undefined) => void
  /** Closes all WebSockets. */
  readonly close: () => void
}

export function createGraphqlApi(host: Host): GraphqlApi {
  const schema = apiSchema(host)
  const mask = (error: unknown): Error => asRailwayError(host, error)
  const yoga = createYoga<ApiContext>({
    schema,
    graphqlEndpoint: graphqlPath,
    graphiql: false,
    landingPage: false,
    logging: false,
    cors: false,
    maskedErrors: { maskError: mask },
    plugins: [{ onResponse: answeredInstead }],
  })
  const formatted = (error: GraphQLError) => asGraphqlError(mask(error), error).toJSON()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 2 ** 20 })
  const callers = new WeakMap<object, Caller>()
  useServer(
    {
      schema,
      // The token came with the upgrade. A socket without a good one is closed with 4403 as soon as it says hello.
      onConnect: ({ extra }) => callers.has(extra.request),
      context: ({ extra }): ApiContext => {
        const caller = callers.get(extra.request)
        if (caller === undefined) throw new Refusal('Not Authorized')
        return { caller, dropSocket: () => extra.socket.terminate() }
      },
      onError: (_context, _id, _payload, errors) => errors.map(formatted),
      onNext: (_context, _id, _payload, _args, { errors, data }) =>
        errors === undefined ? undefined : { ...(data === undefined ? {} : { data }), errors: errors.map(formatted) },
    },
    sockets,
  )
  return {
    yoga,
    upgrade: (request, socket, head, caller) => {
      if (caller !== undefined) callers.set(request, caller)
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request))
    },
    close: () => {
      for (const socket of sockets.clients) socket.close(1001, 'the platform is stopping')
    },
  }
}

/** Sends what a fault has put in the place of the answer. */
function answeredInstead({
  serverContext,
  setResponse,
  fetchAPI,
}: {
  serverContext: Partial<ApiContext>
  setResponse: (response: Response) => void
  fetchAPI: { Response: typeof Response }
}): void {
  const { insteadOf } = serverContext.answer ?? {}
  if (insteadOf === undefined) return
  const { status, text } = insteadOf
  setResponse(new fetchAPI.Response(text, { status, headers: { 'content-type': 'text/html' } }))
}

/** What a client is told: the message of a refusal or of a bad document; of anything else nothing but that it happened. */
function asRailwayError(host: Host, error: unknown): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(tell(host, error), { extensions: { code } })
  const { originalError } = error
  if (originalError === undefined || originalError instanceof GraphQLError) {
    return asGraphqlError(error, error)
  }
  return asGraphqlError(new Error(tell(host, originalError)), error)
}

function asGraphqlError(error: Error, from: GraphQLError | Error): GraphQLError {
  if (!(from instanceof GraphQLError)) return new GraphQLError(error.message, { extensions: { code } })
  const { nodes, source, positions, path, extensions } = from
  return new GraphQLError(error.message, {
    ...(nodes === undefined ? {} : { nodes }),
    ...(source === undefined ? {} : { source }),
    ...(positions === undefined ? {} : { positions }),
    ...(path === undefined ? {} : { path }),
    extensions: { code, ...extensions },
  })
}

function tell(host: Host, error: unknown): string {
  if (error instanceof Refusal) return error.message
  host.note(error instanceof Error ? (error.stack ?? error.message) : sentenceOf(error))
  return 'Problem processing request'
}
