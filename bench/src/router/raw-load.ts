import { connect } from 'node:net'
import { CONNECTIONS, type Load, type Mode } from './mode.ts'

/** As wrk does it: each connection sends a request, reads the answer to its end and sends the next one. */
export async function askRaw(url: string, mode: Mode, seconds: number): Promise<Load> {
  const started = performance.now()
  const until = started + seconds * 1000
  const counts = { requests: 0, failed: 0 }
  await Promise.all(Array.from({ length: CONNECTIONS }, () => askUntil(url, mode, until, counts)))
  return { ...counts, seconds: (performance.now() - started) / 1000 }
}

type Counts = { requests: number; failed: number }

async function askUntil(url: string, mode: Mode, until: number, counts: Counts): Promise<void> {
  while (performance.now() < until) await overOneConnection(url, mode, until, counts)
}

function overOneConnection(url: string, mode: Mode, until: number, counts: Counts): Promise<void> {
  const { hostname, port, host } = new URL(url)
  const closing = mode === 'fresh' ? 'connection: close\r\n' : ''
  const request = `GET / HTTP/1.1\r\nhost: ${host}\r\n${closing}\r\n`
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    let received = ''
    let isAsking = true
    const ask = () => socket.write(request)
    socket.setEncoding('latin1')
    socket.on('connect', ask)
    socket.on('data', (text) => {
      received += text
      if (!isWhole(received)) return
      counts.requests += 1
      if (!received.startsWith('HTTP/1.1 200')) counts.failed += 1
      received = ''
      isAsking = mode === 'kept-alive' && performance.now() < until
      if (isAsking) ask()
      else socket.end()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      if (isAsking) counts.failed += 1
      resolve()
    })
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0)
  return text.length >= end + 4 + length
}
