// The service that drills and benchmarks release: plain Node, no dependency.
//
//   GET /                 small JSON
//   GET /slow?ms=300      the same after a while
//   POST /orders          {"id":"…"}: written down once, then answered 201
//   GET /events?every=50  server-sent events; their numbers follow the clock, so that a stream that is resumed by
//                         Last-Event-ID at another deployment goes on where it was, and a lost event is a gap
//   GET /socket           WebSocket: {"id":"…"} is written down once, then answered {"ack":"…"}
//   GET /handled?prefix=  what was written down, a line each: `order <id>` or `message <id>`
//   GET /health /livez /readyz
//
// What is written down is kept in the folder REHEARSAL_LEDGER, which deployments share; without it, in this process.
// How it behaves is told by rehearsal.json beside it, so that good and bad are different artifacts; the variables
// REHEARSAL and REHEARSAL_AFTER_MS override it.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { BEHAVIOURS, openBehaviour } from './rehearsal-behaviour.mjs'
import { frame, readFrame } from './rehearsal-frames.mjs'
import { openIdentity, readJson } from './rehearsal-identity.mjs'
import { openLedger } from './rehearsal-ledger.mjs'

const bundled = readJson('rehearsal.json') ?? {}
// A bundle may be told to misbehave as one of several services only.
const isMeant = bundled.service === undefined || bundled.service === process.env.RAILWAY_SERVICE_NAME
const behaviour = process.env.REHEARSAL ?? (isMeant ? bundled.behaviour : undefined) ?? 'good'
const afterMs = Number(process.env.REHEARSAL_AFTER_MS ?? bundled.afterMs ?? 1000)
const version = bundled.version ?? 'none'
const deployment = process.env.RAILWAY_DEPLOYMENT_ID ?? 'none'
const { identity, confidedTo } = openIdentity()
const small = JSON.stringify({ service: 'rehearsal', deployment, version })

const PROBES = ['/health', '/livez', '/readyz']
const QUIET_MS = 300
const SLOWEST_MS = 60_000
const EVENT_BACKLOG = 100_000

if (!BEHAVIOURS.includes(behaviour)) {
  process.stderr.write(`REHEARSAL is ${behaviour}; it can be ${BEHAVIOURS.join(', ')}.\n`)
  process.exit(2)
}

const started = Date.now()
const ledger = openLedger(deployment)
const told = openBehaviour(behaviour, afterMs)
const streams = new Set()
const sockets = new Set()
let isDraining = false
let running = 0
let lastAt = started

const server = createServer((request, response) => {
  running += 1
  lastAt = Date.now()
  response.on('close', () => {
    running -= 1
    lastAt = Date.now()
  })
  response.setHeader('x-deployment', deployment)
  if (identity.digest !== undefined) response.setHeader('x-digest', identity.digest)
  // Whoever keeps this connection must not send another request over it: the process is about to end.
  if (isDraining) response.setHeader('connection', 'close')
  const url = new URL(request.url, 'http://service')
  if (PROBES.includes(url.pathname)) {
    if (told.failsNow()) fail(response)
    else route(request, response, url)
    return
  }
  told.visited()
  const { fails, waitMs } = told.next()
  if (fails || told.failsNow()) fail(response)
  else if (waitMs > 0) setTimeout(() => route(request, response, url), waitMs)
  else route(request, response, url)
})

server.on('upgrade', (request, socket) => {
  told.visited()
  const refusal = refuseUpgrade(request)
  if (refusal !== undefined) {
    socket.end(`HTTP/1.1 ${refusal}\r\nx-deployment: ${deployment}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
    return
  }
  const key = request.headers['sec-websocket-key']
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
      `sec-websocket-accept: ${accept}\r\nx-deployment: ${deployment}\r\n\r\n`,
  )
  openSocket(socket)
  // It came too late, but was sent in time: agreed to and sent on, it is not lost.
  if (isDraining) for (const late of sockets) late.close(1012)
})

process.on('SIGTERM', () => {
  if (isDraining) return
  isDraining = true
  lastAt = Date.now()
  for (const stream of streams) stream.end()
  for (const socket of sockets) socket.close(1012)
  // It keeps listening: a request that was sent before the switch may still be on its way here.
  setInterval(() => {
    if (running === 0 && sockets.size === 0 && Date.now() - lastAt >= QUIET_MS) process.exit(0)
  }, 20)
})

if (behaviour === 'crash-loop') {
  process.stderr.write('This release ends right after its start, as it was told to.\n')
  setTimeout(() => process.exit(1), 100)
} else {
  server.listen({ host: process.env.HOST ?? '127.0.0.1', port: Number(process.env.PORT ?? 0), backlog: 1024 }, () => {
    process.stdout.write(`${JSON.stringify({ listening: server.address().port, deployment, version, behaviour })}\n`)
  })
}

function fail(response) {
  json(response, 500, { error: 'this release fails, as it was told to', deployment })
}

function route(request, response, url) {
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /':
    case 'HEAD /':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(small) })
      response.end(small)
      return
    case 'GET /slow': {
      const wait = Math.min(Number(url.searchParams.get('ms') ?? 300), SLOWEST_MS)
      setTimeout(() => json(response, 200, { deployment }), wait)
      return
    }
    case 'POST /orders':
      takeOrder(request, response)
      return
    case 'GET /handled':
      response.writeHead(200, { 'content-type': 'text/plain', 'x-ledger': ledger.kind })
      response.end(ledger.lines(url.searchParams.get('prefix') ?? ''))
      return
    case 'GET /events':
      openStream(request, response, url)
      return
    case 'GET /health':
      answerHealth(request, response)
      return
    case 'GET /livez':
      json(response, 200, { status: 'alive' })
      return
    case 'GET /readyz':
      json(response, isDraining ? 503 : 200, { status: isDraining ? 'draining' : 'ready' })
      return
    default:
      json(response, 404, { error: 'nothing here' })
  }
}

function answerHealth(request, response) {
  const isBad = !told.isHealthy()
  const status = isBad ? 'unhealthy' : 'healthy'
  const uptimeSeconds = Math.round((Date.now() - started) / 1000)
  const answer = { status, deployment, ...identity, version, uptimeSeconds, ...confidedTo(request) }
  json(response, isBad ? 500 : 200, answer)
}

async function takeOrder(request, response) {
  let body = ''
  try {
    for await (const chunk of request) body += chunk
  } catch {
    // Whoever sent it left in the middle: nothing was ordered, and nobody is there to be told.
    return
  }
  const id = idOf(body)
  if (id === undefined) {
    json(response, 400, { error: 'an order is {"id":"…"}' })
    return
  }
  ledger.write('order', id)
  json(response, 201, { id, deployment })
}

function openStream(request, response, url) {
  const every = Math.max(1, Number(url.searchParams.get('every') ?? 50))
  const current = () => Math.floor(Date.now() / every)
  const resumed = Number(request.headers['last-event-id'])
  let last = Number.isSafeInteger(resumed) && resumed > 0 ? resumed : current() - 1
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const send = () => {
    // For a reader that does not keep up, the clock keeps what is not sent yet.
    if (response.writableNeedDrain) return
    const until = Math.min(current(), last + EVENT_BACKLOG)
    let text = ''
    while (last < until) {
      last += 1
      text += `id: ${last}\ndata: {"number":${last},"deployment":"${deployment}"}\n\n`
    }
    if (text !== '') response.write(text)
  }
  const stream = {
    end() {
      clearInterval(timer)
      streams.delete(stream)
      response.end()
    },
  }
  const timer = setInterval(() => (told.failsNow() ? stream.end() : send()), every)
  response.on('close', () => stream.end())
  streams.add(stream)
  send()
  if (isDraining) stream.end()
}

function refuseUpgrade(request) {
  if (told.failsNow()) return '500 Internal Server Error'
  const isKnown = request.url === '/socket' && request.headers['sec-websocket-key'] !== undefined
  return isKnown ? undefined : '404 Not Found'
}

/** A WebSocket that takes one message a frame. Once it closes nothing more is taken, hence nothing acknowledged. */
function openSocket(socket) {
  let pending = Buffer.alloc(0)
  let isClosing = false
  const own = {
    close(code) {
      if (isClosing) return
      isClosing = true
      const payload = Buffer.alloc(2)
      payload.writeUInt16BE(code)
      socket.write(frame(8, payload))
      // The other side answers with its own close frame; it need not, so the wait has an end.
      setTimeout(() => socket.destroy(), 1000).unref()
    },
  }
  sockets.add(own)
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(own))
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    for (let next = readFrame(pending); next !== undefined; next = readFrame(pending)) {
      pending = pending.subarray(next.size)
      if (next.opcode === 8 || next.opcode === -1) {
        own.close(next.opcode === 8 ? 1000 : 1009)
        socket.end()
        return
      }
      if (next.opcode === 9 && !isClosing) socket.write(frame(10, next.payload))
      if (next.opcode === 1 && !isClosing) takeMessage(socket, own, next.payload.toString('utf8'))
    }
  })
}

function takeMessage(socket, own, text) {
  const id = idOf(text)
  if (told.failsNow() || id === undefined) {
    own.close(told.failsNow() ? 1011 : 1007)
    return
  }
  ledger.write('message', id)
  socket.write(frame(1, Buffer.from(JSON.stringify({ ack: id, deployment }))))
}

function json(response, status, value) {
  const text = JSON.stringify(value)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function idOf(text) {
  let id
  try {
    id = JSON.parse(text).id
  } catch {
    // Not JSON: refused by whoever asked for the id.
    return undefined
  }
  return typeof id === 'string' && /^[\w.:-]{1,100}$/.test(id) ? id : undefined
}
