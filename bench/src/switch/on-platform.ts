import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startPlatform } from '@kickai/railway-local'
import { type Books, startTraffic, type Traffic } from '@kickai/traffic'
import { type Switched, targets } from './figures.ts'
import { LOADS, SWITCH_EVERY_MS } from './load.ts'
import { createService, type ServiceOnPlatform, until } from './service-on-platform.ts'

const SECONDS_LIMIT = 210

/** What was switched, and what its users got. */
export type Run = { switched: Switched[]; books: Books }

/** Uploads, redeploys and rolls back on the whole embedded platform until switches and requests are enough. */
export async function switchOnPlatform(folder: string, progress: (line: string) => void): Promise<Run> {
  const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0 })
  try {
    const service = await createService({ platform, folder })
    const first = await service.upload('first')
    await service.serving(first)
    const traffic = startTraffic({ url: await service.url(), kinds: LOADS, maxSeconds: SECONDS_LIMIT })
    try {
      const switched = await switchUnderLoad({ service, traffic, first, progress })
      progress('waiting for the last answers, then comparing what was answered with what was handled')
      return { switched, books: await traffic.stop() }
    } finally {
      await traffic.stop()
    }
  } finally {
    await platform.stop()
  }
}

type Under = { service: ServiceOnPlatform; traffic: Traffic; first: string; progress: (line: string) => void }

async function switchUnderLoad({ service, traffic, first, progress }: Under): Promise<Switched[]> {
  const switched: Switched[] = []
  const started = performance.now()
  let current = first
  let previous = first
  for (;;) {
    const { requests, lost } = traffic.books()
    const isEnough = switched.length >= targets.switches && requests >= targets.requests
    if (isEnough || performance.now() - started > SECONDS_LIMIT * 1000) return switched
    if (switched.length % 20 === 0) progress(`${switched.length} switches, ${requests} requests, ${lost} lost`)
    const turn = switched.length % 4
    const how = turn === 0 ? 'upload' : turn === 2 ? 'rollback' : 'redeploy'
    const begun = performance.now()
    const next = await begin[how](service, { current, previous, number: switched.length })
    await service.serving(next)
    const seconds = (performance.now() - begun) / 1000
    switched.push({ how, seconds, ...(await timesOf(service, traffic, next)) })
    previous = current
    current = next
    await delay(Math.max(0, begun + SWITCH_EVERY_MS - performance.now()))
  }
}

type Turn = { current: string; previous: string; number: number }

const begin: Record<Switched['how'], (service: ServiceOnPlatform, turn: Turn) => Promise<string>> = {
  upload: (service, { number }) => service.upload(`version ${number}`),
  redeploy: (service, { current }) => service.redeploy(current),
  rollback: (service, { previous }) => service.rollback(previous),
}

async function timesOf(service: ServiceOnPlatform, traffic: Traffic, deployment: string) {
  const { createdAt, detail } = await service.switchStep(deployment)
  const firstNew = await until('an answer of it', () => traffic.firstAnswerAt(deployment))
  const [routerMs = Number.NaN, commandMs = Number.NaN] = (detail.match(/[\d.]+/g) ?? []).map(Number)
  return { commandMs, routerMs, firstNewMs: Math.max(0, firstNew - Date.parse(createdAt)) }
}
