// npm run bench -- switch [--json]
//
// Releases the rehearsal service again and again over the whole embedded platform while users of all kinds ask it, and
// counts what they lost.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlatform } from '@kickai/railway-local'
import { KINDS, startTraffic, type Traffic } from '@kickai/traffic'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { figuresOf, missedTargets, type Switched, targets } from './figures.ts'
import { createService, type ServiceOnPlatform, until } from './service-on-platform.ts'

const SECONDS_LIMIT = 300

/** Users of every kind that a switch must not lose; about 1,100 requests each second. */
const LOADS = {
  'kept-alive': { concurrency: 16, ratePerSecond: 700 },
  fresh: { concurrency: 8, ratePerSecond: 100 },
  slow: { concurrency: 30 },
  posted: { concurrency: 8, ratePerSecond: 100 },
  streamed: { concurrency: 8 },
  websocket: { concurrency: 8, ratePerSecond: 100 },
}

/** Switches and rolls back under load until both the switches and the requests are enough. */
export default async function run({ progress }: BenchmarkContext): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-switch-'))
  const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0 })
  try {
    const service = await createService({ platform, folder })
    const first = await service.upload('first')
    await service.serving(first)
    const traffic = startTraffic({ url: await service.url(), kinds: LOADS, maxSeconds: SECONDS_LIMIT })
    try {
      const switched = await switchUnderLoad({ service, traffic, first, progress })
      progress('waiting for the last answers, then comparing what was answered with what was handled')
      const figures = figuresOf(switched, await traffic.stop())
      return { figures, missed: missedTargets(figures, KINDS) }
    } finally {
      await traffic.stop()
    }
  } finally {
    await platform.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

type Run = { service: ServiceOnPlatform; traffic: Traffic; first: string; progress: (line: string) => void }

async function switchUnderLoad({ service, traffic, first, progress }: Run): Promise<Switched[]> {
  const switched: Switched[] = []
  const started = performance.now()
  let current = first
  let previous = first
  for (;;) {
    const { requests, lost } = traffic.books()
    const isEnough = switched.length >= targets.switches && requests >= targets.requests
    if (isEnough || performance.now() - started > SECONDS_LIMIT * 1000) return switched
    if (switched.length % 10 === 0) progress(`${switched.length} switches, ${requests} requests, ${lost} lost`)
    const turn = switched.length % 4
    const how = turn === 0 ? 'upload' : turn === 2 ? 'rollback' : 'redeploy'
    const begun = performance.now()
    const next = await begin[how](service, { current, previous, number: switched.length })
    await service.serving(next)
    const seconds = (performance.now() - begun) / 1000
    switched.push({ how, seconds, ...(await timesOf(service, traffic, next)) })
    previous = current
    current = next
  }
}

type Turn = { current: string; previous: string; number: number }

const begin: Record<Switched['how'], (service: ServiceOnPlatform, turn: Turn) => Promise<string>> = {
  upload: (service, { number }) => service.upload(`version ${number}`),
  redeploy: (service, { current }) => service.redeploy(current),
  rollback: (service, { previous }) => service.rollback(previous),
}

async function timesOf(service: ServiceOnPlatform, traffic: Traffic, deployment: string) {
  const { createdAt, completedAt, detail } = await service.switchStep(deployment)
  const command = Date.parse(createdAt)
  const firstNew = await until('an answer of it', () => traffic.firstAnswerAt(deployment))
  return {
    commandMs: Date.parse(completedAt) - command,
    routerMs: Number(/[\d.]+/.exec(detail)?.[0] ?? Number.NaN),
    firstNewMs: Math.max(0, firstNew - command),
  }
}
