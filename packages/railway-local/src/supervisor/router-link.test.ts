import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRouterClient, findRouter } from '../router/client.ts'
import type { RouteState } from '../router/contract.ts'
import { RouterLink } from './router-link.ts'

let directory: string
let link: RouterLink | undefined

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kickai-router-link-'))
})

afterEach(async () => {
  await link?.stop()
  await rm(directory, { recursive: true, force: true })
})

async function routes(): Promise<RouteState[]> {
  const record = await findRouter(directory)
  if (record === undefined) throw new Error('There is no router.')
  const client = createRouterClient(record)
  try {
    return await client.routes()
  } finally {
    client.close()
  }
}

/** A link whose one route is to lead to `wanted`; what it asks and is told is written down. */
async function started(wanted: () => string | undefined): Promise<{ link: RouterLink; seen: string[] }> {
  const seen: string[] = []
  const made = new RouterLink({
    directory,
    keys: () => ['only'],
    wish: () => {
      const deployment = wanted()
      seen.push('asked')
      return deployment === undefined ? undefined : { port: 0, upstreams: [{ deployment, port: 1, weight: 1 }] }
    },
    placed: () => seen.push('placed'),
    note: (line) => seen.push(line),
  })
  link = made
  await made.start()
  return { link: made, seen }
}

test('what a route is to be is asked when its turn comes, so that no older wish comes last', async () => {
  let version = 0
  const { link, seen } = await started(() => {
    version += 1
    return `version-${version}`
  })
  await Promise.all(Array.from({ length: 12 }, () => link.put('only')))
  expect(seen).toEqual(Array.from({ length: 13 }, () => ['asked', 'placed']).flat())
  expect((await routes()).map(({ upstreams }) => upstreams[0]?.deployment)).toEqual(['version-13'])
})

test('a wish that changes while a router that has just started gets all routes comes after what it gets there', async () => {
  const seen: string[] = []
  const puts: Promise<unknown>[] = []
  const made = new RouterLink({
    directory,
    keys: () => ['only'],
    wish: () => {
      const deployment = puts.length === 0 ? 'before' : 'after'
      seen.push(deployment)
      if (puts.length === 0) puts.push(made.put('only'))
      return { port: 0, upstreams: [{ deployment, port: 1, weight: 1 }] }
    },
    placed: () => seen.push('placed'),
    note: (line) => seen.push(line),
  })
  link = made
  await made.start()
  await Promise.all(puts)
  expect(seen).toEqual(['before', 'placed', 'after', 'placed'])
  expect((await routes()).map(({ upstreams }) => upstreams[0]?.deployment)).toEqual(['after'])
})

test('a router that was killed gets what is wanted then, not what was wanted before', async () => {
  let wanted = 'before'
  const { link } = await started(() => wanted)
  process.kill(link.pid as number, 'SIGKILL')
  wanted = 'after'
  await link.put('only')
  expect((await routes()).map(({ upstreams }) => upstreams[0]?.deployment)).toEqual(['after'])
})

test('a route that is to be no more is not put', async () => {
  let wanted: string | undefined = 'there'
  const { link } = await started(() => wanted)
  wanted = undefined
  await link.remove('only')
  expect(await link.put('only')).toBeUndefined()
  expect(await routes()).toEqual([])
})
