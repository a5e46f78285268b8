// npm run bench -- router [--json]
//
// Processor time per request of the embedded platform's router, accounting and access log on as always, beside Caddy and
// HAProxy: the same upstream, the same load, in turns within each round.

import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import type { Contender } from '../peers/contender.ts'
import { findPeers, sayAbsent, unmeasured } from '../peers/peers.ts'
import { findProgram, type Program, startProgram } from '../peers/program.ts'
import { startRouter } from '../peers/router.ts'
import { figuresOf, type Measured, missedTargets } from './figures.ts'
import { type Asker, askerOf } from './load.ts'
import { MODES, type Mode } from './mode.ts'
import { processorMicroseconds } from './processor-time.ts'

const ROUNDS = 5
const WINDOW_SECONDS = 3
// As long as a compiler that learns while it runs takes until it has learned; a router runs for days.
const WARM_UP_SECONDS = 5

/** Measures every proxy in each round, one after the other, under kept-alive and under fresh requests. */
export default async function run({ progress }: BenchmarkContext): Promise<BenchmarkResult> {
  if (process.platform !== 'linux') throw new Error('Processor time is read from /proc, so this needs Linux.')
  const folder = await mkdtemp(join(tmpdir(), 'kickai-router-'))
  const running: { stop(): Promise<void> }[] = []
  try {
    const upstream = await startUpstream()
    running.push(upstream.program)
    const { peers, absent } = findPeers([{ isLogging: false }, { isLogging: true }])
    const wrk = findProgram('wrk')
    const missing = [...absent, ...(wrk === undefined ? ['wrk'] : [])]
    if (missing.length > 0) progress(sayAbsent(missing))
    const proxies: Contender[] = []
    for (const start of [startRouter, ...peers.map((peer) => peer.start)]) {
      const proxy = await start({ folder }, upstream.port)
      running.push(proxy)
      proxies.push(proxy)
    }
    const before = loadavg()[0]
    const measured = await measureAll(proxies, askerOf(wrk), progress)
    const figures = figuresOf(measured)
    const versions = Object.fromEntries(proxies.map(({ name, version }) => [name, version]))
    const load = wrk === undefined ? 'sockets of this benchmark' : 'wrk'
    const loadAverage = { before, after: loadavg()[0] }
    const method = { rounds: ROUNDS, windowSeconds: WINDOW_SECONDS, load, loadAverage }
    return {
      figures: { ...figures, absent: missing, versions, method },
      missed: [...missedTargets(figures), ...unmeasured(missing)],
    }
  } finally {
    for (const one of running.reverse()) await one.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function startUpstream(): Promise<{ program: Program; port: number }> {
  const file = join(import.meta.dirname, 'fixtures', 'upstream.ts')
  const program = await startProgram(process.execPath, [file], (printed) => printed.endsWith('\n'))
  return { program, port: Number(program.printed()) }
}

async function measureAll(
  proxies: readonly Contender[],
  ask: Asker,
  progress: (line: string) => void,
): Promise<Measured[]> {
  for (const { name, url } of proxies) {
    progress(`warming up ${name}`)
    for (const mode of MODES) await ask(url, mode, WARM_UP_SECONDS)
  }
  const measured: Measured[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    progress(`round ${round + 1} of ${ROUNDS}`)
    for (const mode of MODES) {
      // Whoever comes first in one round comes last in the next: no proxy always follows the same one.
      const turn = round % 2 === 0 ? proxies : proxies.toReversed()
      for (const proxy of turn) measured.push({ ...(await measureOne(proxy, mode, ask)), round })
    }
  }
  return measured
}

async function measureOne({ name, pids, url }: Contender, mode: Mode, ask: Asker): Promise<Omit<Measured, 'round'>> {
  const before = processorMicroseconds(pids)
  const { requests, failed, seconds } = await ask(url, mode, WINDOW_SECONDS)
  const used = processorMicroseconds(pids) - before
  return { proxy: name, mode, microseconds: used / requests, requests, failed, perSecond: requests / seconds }
}
