import Fastify, { type FastifyInstance } from 'fastify'
import { listen } from './listen.ts'
import type { Probes } from './probes.ts'
import { type Confided, healthReport, type Identity } from './report.ts'
import { isReady, type Phase } from './state.ts'

/** A server that tells how a process is, from its first moments to its last. */
export interface HealthServer {
  /** For more routes of the service, to be added before `listen`. */
  readonly app: FastifyInstance
  /** Begins to listen and gives the port. `hosts` are tried in order where the machine lacks one of them. */
  listen(options: { readonly port: number; readonly hosts: readonly string[] }): Promise<number>
  /** Adds to what is told about who answers. */
  describe(identity: Identity): void
  /** Which dependencies are told of. */
  watch(probes: Probes): void
  /** What is told to who shows the probe token, besides the reasons. Without a call nobody is told anything more. */
  confide(confided: Confided, isProbeToken: (candidate: string) => boolean): void
  phase(): Phase
  /** From `draining` on every answer asks its connection to close. */
  enter(phase: Phase): void
  /**
   * Ends the server: connections that stay open are answered for `lingerMilliseconds` more and told to close, answers
   * under way are finished; what is still open after `limitMilliseconds` is cut.
   */
  close(options: { readonly lingerMilliseconds: number; readonly limitMilliseconds: number }): Promise<void>
}

/** Makes the server; nothing listens yet. It asks no dependency: it tells what the probes found. */
export function createHealthServer(identity: Identity = {}): HealthServer {
  // Fastify would answer 503 while closing; here a server that drains still answers properly.
  const app = Fastify({ logger: false, return503OnClosing: false, bodyLimit: 65_536, trustProxy: false })
  let described = identity
  let phase: Phase = 'starting'
  let probes: Probes | undefined
  let confidedTo = (_candidate: string): Confided | undefined => undefined

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (phase === 'draining' || phase === 'stopped') reply.header('connection', 'close')
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'not-found' }))

  app.get('/livez', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => reply.code(isReady(phase) ? 200 : 503).send({ state: phase }))
  app.get('/health', async (request, reply) => {
    const { statusCode, body } = healthReport({
      phase,
      identity: described,
      results: probes?.results() ?? {},
      now: new Date(),
      uptimeSeconds: process.uptime(),
      confided: confidedTo(bearer(request.headers.authorization)),
    })
    return reply.code(statusCode).send(body)
  })

  return {
    app,
    listen: ({ port, hosts }) => listen(app, port, hosts),
    describe(more) {
      described = { ...described, ...more }
    },
    watch(watched) {
      probes = watched
    },
    confide(confided, isProbeToken) {
      confidedTo = (candidate) => (isProbeToken(candidate) ? confided : undefined)
    },
    phase: () => phase,
    enter(next) {
      phase = next
    },
    async close({ lingerMilliseconds, limitMilliseconds }) {
      await new Promise((resolve) => setTimeout(resolve, lingerMilliseconds))
      const cut = setTimeout(() => app.server.closeAllConnections(), limitMilliseconds)
      await app.close()
      clearTimeout(cut)
      phase = 'stopped'
    },
  }
}

function bearer(header: string | undefined): string {
  return header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : ''
}
