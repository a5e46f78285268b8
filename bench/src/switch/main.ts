// npm run bench -- switch [--json]
//
// Releases the rehearsal service again and again over the whole embedded platform while users of all kinds ask it, and
// counts what they lost; then the same behind HAProxy and Caddy.

import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { KINDS } from '@kickai/traffic'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { findPeers, sayAbsent, unmeasured } from '../peers/peers.ts'
import { switchBehind } from './behind-peer.ts'
import { figuresOf, missedTargets, type PeerFigures } from './figures.ts'
import { switchOnPlatform } from './on-platform.ts'

/** Ours first, then each peer by itself, so that none takes the machine from another. */
export default async function run({ progress }: BenchmarkContext): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-switch-'))
  try {
    const before = loadavg()[0]
    const { switched, books } = await switchOnPlatform(folder, progress)
    const figures = figuresOf(switched, books)
    const { peers: found, absent } = findPeers([{ isLogging: false }])
    if (absent.length > 0) progress(sayAbsent(absent))
    const peers: Record<string, PeerFigures> = {}
    for (const peer of found) peers[peer.name] = await switchBehind(peer, folder, progress)
    const method = { loadAverage: { before, after: loadavg()[0] } }
    return {
      figures: { ...figures, peers, absent, method },
      missed: [...missedTargets(figures, KINDS), ...unmeasured(absent)],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
