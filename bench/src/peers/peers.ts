import { type CaddyOptions, startCaddy } from './caddy.ts'
import type { Contender, ContenderPlace } from './contender.ts'
import { startHaproxy } from './haproxy.ts'
import { findProgram } from './program.ts'

/** A proxy that can be started before an upstream on a port of 127.0.0.1. */
export type Peer = { name: string; start(place: ContenderPlace, port: number): Promise<Contender> }

/** The proxies that ours is measured beside: those that are installed, and the names of those that are not. */
export function findPeers(caddyOptions: readonly CaddyOptions[]): { peers: Peer[]; absent: string[] } {
  const [caddy, haproxy] = [findProgram('caddy'), findProgram('haproxy')]
  const peers: Peer[] = []
  if (haproxy !== undefined) peers.push({ name: 'haproxy', start: (place, port) => startHaproxy(haproxy, place, port) })
  if (caddy !== undefined) {
    for (const options of caddyOptions) {
      peers.push({ name: 'caddy', start: (place, port) => startCaddy(caddy, place, port, options) })
    }
  }
  const absent = [...(caddy === undefined ? ['caddy'] : []), ...(haproxy === undefined ? ['haproxy'] : [])]
  return { peers, absent }
}

/** How to get what is absent, for whoever reads the figures. */
export function sayAbsent(absent: readonly string[]): string {
  return `Not installed here, so not measured: ${absent.join(', ')} (Debian: apt install ${absent.join(' ')}).`
}

/** What stands beside nothing is missed too. */
export function unmeasured(absent: readonly string[]): string[] {
  return absent.map((name) => `${name} is not installed here, so there is nothing to compare with it`)
}
