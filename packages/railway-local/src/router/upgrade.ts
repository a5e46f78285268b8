import { type IncomingMessage, request as requestUpstream, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type HttpLogLine, UNROUTED } from './contract.ts'
import type { RouteContext } from './exchange.ts'
import { answerFallback } from './fallback.ts'
import { rounded } from './milliseconds.ts'
import { agentOf, originForm, pathOf, type RequestHead, requestHead } from './request-head.ts'
import type { UpstreamPool } from './upstream-pool.ts'

/**
 * Passes a WebSocket on: once the upstream agrees, the two sockets are joined and the router looks at nothing more. The
 * connection stays with its upstream for life; a swap does not touch it. An upstream that does not agree is heard out,
 * and the connection ends, so that it cannot carry a next request past the router.
 */
export function passUpgrade(request: IncomingMessage, socket: Socket, head: Buffer, route: RouteContext): void {
  const asked = requestHead(request)
  const line = logUpgrade(request, socket, asked, route)
  socket.on('error', () => socket.destroy())

  const pool = route.choice.pick()
  if (pool === undefined) {
    line.error = 'no-deployment'
    const reason = route.fallbackReason
    answerFallback(answerOn(socket, request, line), 'no-deployment', reason === undefined ? {} : { reason })
    return
  }
  line.deployment = pool.deployment
  const onAnswer = countIn(pool, socket, line)

  const outgoing = requestUpstream({
    agent: false,
    host: '127.0.0.1',
    port: pool.port,
    method: request.method,
    path: originForm(request.url as string),
    headers: [...asked.headers, 'connection', 'Upgrade', 'upgrade', request.headers.upgrade as string],
  })
  socket.once('close', () => outgoing.destroy())
  outgoing.on('upgrade', (answer, upstream, upstreamHead) => {
    onAnswer()
    line.status = answer.statusCode as number
    socket.write(switchingHead(answer))
    if (upstreamHead.length > 0) socket.write(upstreamHead)
    if (head.length > 0) upstream.write(head)
    line.rx = head.length
    line.tx = upstreamHead.length
    join(socket, upstream, line)
  })
  outgoing.on('response', (answer) => {
    onAnswer()
    const response = answerOn(socket, request, line)
    response.writeHead(answer.statusCode as number, answer.statusMessage ?? '', withoutFraming(answer.rawHeaders))
    answer.on('error', () => socket.destroy())
    answer.pipe(response)
  })
  outgoing.on('error', () => {
    if (socket.destroyed) return
    onAnswer()
    line.error = 'upstream-failed'
    answerFallback(answerOn(socket, request, line), 'upstream-failed', { deployment: pool.deployment })
  })
  outgoing.end()
}

/** Writes one log line when the connection ends; what it says is filled in until then. */
function logUpgrade(request: IncomingMessage, socket: Socket, asked: RequestHead, route: RouteContext): HttpLogLine {
  const started = performance.now()
  const line: HttpLogLine = {
    ts: new Date().toISOString(),
    requestId: asked.requestId,
    method: request.method as string,
    path: pathOf(request.url as string),
    host: asked.host,
    ...agentOf(request),
    status: 499,
    totalMs: 0,
    upstreamMs: 0,
    rx: 0,
    tx: 0,
    deployment: UNROUTED,
  }
  socket.once('close', () => {
    line.totalMs = rounded(performance.now() - started)
    if (line.status === 499) line.error = 'client-left'
    route.log.record(line)
  })
  return line
}

/** Counts a connection as in flight until it closes. Gives what to call when the upstream's answer begins. */
function countIn(pool: UpstreamPool, socket: Socket, line: HttpLogLine): () => void {
  const started = performance.now()
  let isAnswered = false
  const onAnswer = () => {
    if (isAnswered) return
    isAnswered = true
    pool.unanswered -= 1
    line.upstreamMs = rounded(performance.now() - started)
  }
  pool.inFlight += 1
  pool.unanswered += 1
  socket.once('close', () => {
    onAnswer()
    pool.inFlight -= 1
  })
  return onAnswer
}

/** A response to write on a socket that left HTTP; the connection ends with it. */
function answerOn(socket: Socket, request: IncomingMessage, line: HttpLogLine): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.on('finish', () => {
    line.status = response.statusCode
    socket.destroySoon()
  })
  return response
}

function switchingHead(answer: IncomingMessage): string {
  let head = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`
  const raw = answer.rawHeaders
  for (let index = 0; index < raw.length; index += 2) head += `${raw[index]}: ${raw[index + 1]}\r\n`
  return `${head}\r\n`
}

function withoutFraming(raw: string[]): string[] {
  const dropped = new Set(['connection', 'keep-alive', 'transfer-encoding'])
  return raw.filter((_, index) => !dropped.has((raw[index - (index % 2)] as string).toLowerCase()))
}

/** Joins two sockets both ways, each at the other's pace. When either breaks, so does the other. */
function join(user: Socket, upstream: Duplex, line: HttpLogLine): void {
  user.setTimeout(0)
  user.setNoDelay(true)
  user.on('data', (chunk) => {
    line.rx += chunk.length
  })
  upstream.on('data', (chunk) => {
    line.tx += chunk.length
  })
  upstream.on('error', () => user.destroy())
  upstream.on('close', () => user.destroySoon())
  user.on('close', () => upstream.destroy())
  user.pipe(upstream)
  upstream.pipe(user)
}
