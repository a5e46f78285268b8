import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { CONNECTIONS, type Load, type Mode } from './mode.ts'
import { askRaw } from './raw-load.ts'

/** Asks an address as fast as it answers for so many seconds, by 32 connections at a time. */
export type Asker = (url: string, mode: Mode, seconds: number) => Promise<Load>

/** Asks with the program wrk where there is one, else with sockets of our own; what is measured is the proxy's time alone. */
export function askerOf(wrk: string | undefined): Asker {
  return wrk === undefined ? askRaw : (url, mode, seconds) => askWithWrk(wrk, url, mode, seconds)
}

async function askWithWrk(wrk: string, url: string, mode: Mode, seconds: number): Promise<Load> {
  const closing = mode === 'fresh' ? ['-H', 'Connection: close'] : []
  const args = ['-t', '1', '-c', `${CONNECTIONS}`, '-d', `${seconds}s`, ...closing, `${url}/`]
  const { stdout } = await promisify(execFile)(wrk, args)
  return readWrk(stdout)
}

/** Reads what wrk prints. Pure. Throws when it is not what wrk prints. */
export function readWrk(text: string): Load {
  const [, requests, took, unit = ''] = /(\d+) requests in ([\d.]+)(\w+)/.exec(text) ?? []
  if (requests === undefined) throw new Error(`This is not what wrk prints: ${text}`)
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0)
  const [, ...broken] = /connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text) ?? []
  const failed = broken.reduce((sum, count) => sum + Number(count), refused)
  return { requests: Number(requests), failed, seconds: Number(took) * (unit === 'm' ? 60 : 1) }
}
