import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { rehearsalFiles, rehearsalHealthPath, rehearsalLedgerVariable, startTraffic } from '@kickai/traffic'
import type { Contender } from '../peers/contender.ts'
import type { Peer } from '../peers/peers.ts'
import { freePort, type Program, startProgram } from '../peers/program.ts'
import { type PeerFigures, peerFiguresOf } from './figures.ts'
import { LOADS, SWITCH_EVERY_MS } from './load.ts'

const SECONDS = 35

/**
 * The same behind a proxy that knows no platform: a new process of the same service is started and waited for, the proxy is
 * pointed at it, and the old one is told to end at once, as the platform does it.
 */
export async function switchBehind(peer: Peer, folder: string, progress: (line: string) => void): Promise<PeerFigures> {
  const place = join(folder, peer.name)
  await mkdir(place)
  for (const [name, text] of rehearsalFiles({ version: peer.name })) await writeFile(join(place, name), text)
  const running = new Set<Serving>()
  let proxy: Contender | undefined
  try {
    let current = await startService(place, folder, `${peer.name}-0`)
    running.add(current)
    proxy = await peer.start({ folder }, current.port)
    const traffic = startTraffic({ url: proxy.url, kinds: LOADS, maxSeconds: SECONDS * 2 })
    try {
      const commandMs: number[] = []
      const until = performance.now() + SECONDS * 1000
      while (performance.now() < until) {
        const begun = performance.now()
        const next = await startService(place, folder, `${peer.name}-${commandMs.length + 1}`)
        running.add(next)
        const commanded = performance.now()
        await proxy.point(next.port, next.deployment)
        commandMs.push(performance.now() - commanded)
        const old = current
        current = next
        // In the background, as long as its last requests take.
        void old.program.stop().then(() => running.delete(old))
        if (commandMs.length % 20 === 0) progress(`${peer.name}: ${commandMs.length} switches`)
        await delay(Math.max(0, begun + SWITCH_EVERY_MS - performance.now()))
      }
      return peerFiguresOf(proxy.version, commandMs, await traffic.stop())
    } finally {
      await traffic.stop()
    }
  } finally {
    await Promise.all([...running].map(({ program }) => program.stop()))
    await proxy?.stop()
  }
}

type Serving = { deployment: string; port: number; program: Program }

async function startService(place: string, folder: string, deployment: string): Promise<Serving> {
  const port = await freePort()
  const environment = {
    PATH: process.env.PATH,
    PORT: String(port),
    RAILWAY_DEPLOYMENT_ID: deployment,
    [rehearsalLedgerVariable]: join(folder, 'peers-ledger'),
  }
  const program = await startProgram(
    process.execPath,
    [join(place, 'rehearsal-service.mjs')],
    async (printed) => printed.includes('listening') && (await isHealthy(port)),
    environment,
  )
  return { deployment, port, program }
}

async function isHealthy(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}${rehearsalHealthPath}`)
  await response.arrayBuffer()
  return response.ok
}
