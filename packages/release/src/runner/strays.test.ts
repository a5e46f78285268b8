import { describe, expect, it } from 'vitest'
import { currentOf } from '../journal/current.ts'
import { openJournal, replay } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { mergeSpool } from '../spool/merge.ts'
import { memorySpool } from '../testing/memory-spool.ts'
import { pausedHolder } from '../testing/paused-holder.ts'
import { putRight } from './put-right.ts'
import { run } from './run.ts'

const policy = { passes: 1, failures: 1, bakeMs: 2_000, settleMs: 500 }
const never = new AbortController().signal

/** Releases `digest` over a good one; its deployer is stopped before one of its changes, and another one takes over. */
async function takenOver(digest: string, change: 'configure' | 'upload' | 'restore', nth = 1) {
  const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
  await environment.release('good', { policy })
  const plan = await environment.begin(digest, { policy })
  const spool = memorySpool()
  const paused = pausedHolder({ ...environment.ports, spool }, change, nth)
  const first = run(plan.release, paused.ports).then(
    () => undefined,
    (error: unknown) => error,
  )
  await paused.stopped
  await environment.clock.sleep(30_000)
  return { environment, plan, spool, paused, first, ports: { ...environment.ports, spool } }
}

async function expectWhole(
  { environment, plan }: Awaited<ReturnType<typeof takenOver>>,
  digest: string,
): Promise<void> {
  const { live } = await currentOf(openJournal(environment.store), 'testing')
  expect(environment.platform.serving).toEqual({ id: live?.parts[0]?.deployment, digest })
  expect(environment.platform.settings.get('VERSION')).toBe(digest)
  expect(live?.artifact.digest).toBe(digest)
  const entries = await openJournal(environment.store).entries(plan.release)
  expect(replay(entries).verdict).toBe(digest === plan.artifact.digest ? 'live' : 'rolled back')
  expect(await environment.store.get('leases', 'testing')).toMatchObject({ expiresAt: 0 })
}

describe('a holder that wakes up after another one has finished', () => {
  it('and uploads: says what came of it, and it is put right', async () => {
    const scene = await takenOver('new', 'upload')
    expect((await run(scene.plan.release, scene.ports)).verdict).toBe('live')
    scene.paused.wake()
    expect(await scene.first).toMatchObject({ code: 'lease-lost', message: expect.stringContaining('deployment-3') })
    await scene.environment.clock.sleep(5_000)
    expect(scene.environment.platform.serving?.id).toBe('deployment-3')
    expect((await mergeSpool(scene.ports.store, scene.spool)).late).toHaveLength(1)
    expect(await putRight('testing', [scene.plan.release], scene.ports, never)).toEqual([
      expect.stringContaining('deployment-3'),
    ])
    expect(scene.environment.platform.serving?.id).toBe('deployment-3')
    await expectWhole(scene, 'new')
    expect(await putRight('testing', [scene.plan.release], scene.ports, never)).toEqual([])
  })

  it('and sets the settings of a release that was taken back: they are put back', async () => {
    const scene = await takenOver('bad', 'configure')
    expect((await run(scene.plan.release, scene.ports)).verdict).toBe('rolled back')
    scene.paused.wake()
    expect(await scene.first).toMatchObject({ code: 'lease-lost' })
    expect(scene.environment.platform.settings.get('VERSION')).toBe('bad')
    expect(await putRight('testing', [scene.plan.release], scene.ports, never)).toEqual([
      expect.stringContaining('VERSION'),
    ])
    await expectWhole(scene, 'good')
  })

  it('and restores the old release once more: the last one is the one that the journal knows', async () => {
    const scene = await takenOver('bad', 'restore')
    expect((await run(scene.plan.release, scene.ports)).verdict).toBe('rolled back')
    scene.paused.wake()
    expect(await scene.first).toMatchObject({ code: 'lease-lost' })
    await scene.environment.clock.sleep(5_000)
    expect(await putRight('testing', [scene.plan.release], scene.ports, never)).toEqual([
      expect.stringContaining('same image'),
    ])
    await expectWhole(scene, 'good')
  })

  it('and uploads a release that was taken back: the old one serves again, proven', async () => {
    const scene = await takenOver('bad', 'upload')
    expect((await run(scene.plan.release, scene.ports)).verdict).toBe('rolled back')
    scene.paused.wake()
    expect(await scene.first).toMatchObject({ code: 'lease-lost' })
    await scene.environment.clock.sleep(5_000)
    expect(scene.environment.platform.serving?.digest).toBe('bad')
    expect(await putRight('testing', [scene.plan.release], scene.ports, never)).toEqual([
      expect.stringContaining('instead'),
    ])
    await expectWhole(scene, 'good')
  })

  it('and whose upload is still moving: it is taken away before it serves', async () => {
    const scene = await takenOver('bad', 'upload')
    expect((await run(scene.plan.release, scene.ports)).verdict).toBe('rolled back')
    scene.environment.platform.startMs = 20_000
    scene.paused.wake()
    await scene.first
    expect(await putRight('testing', [scene.plan.release], scene.ports, never)).toEqual([
      expect.stringContaining('taken away'),
    ])
    await scene.environment.clock.sleep(60_000)
    await expectWhole(scene, 'good')
  })
})

describe('a holder that wakes up while another one is at it', () => {
  it.each(['new', 'bad'])('and uploads %s: in the end exactly one of old or new serves', async (digest) => {
    for (const afterMs of [100, 1_000, 2_000, 3_000, 4_000]) {
      const scene = await takenOver(digest, 'upload')
      void scene.environment.clock.sleep(afterMs).then(scene.paused.wake)
      await run(scene.plan.release, scene.ports)
      await scene.first
      await scene.environment.clock.sleep(60_000)
      await putRight('testing', [scene.plan.release], scene.ports, never)
      const { serving } = scene.environment.platform
      await expectWhole(scene, serving?.digest ?? '')
      expect(['good', 'new']).toContain(serving?.digest)
    }
  })

  it('and sets settings: what the release left is proven again before its lease is given back', async () => {
    const scene = await takenOver('bad', 'configure')
    const ended = run(scene.plan.release, scene.ports, {
      onProgress: ({ verdict }) => verdict !== undefined && scene.paused.wake(),
    })
    expect((await ended).verdict).toBe('rolled back')
    expect(await scene.first).toMatchObject({ code: 'lease-lost' })
    await expectWhole(scene, 'good')
  })
})

describe('whoever took over is asked to stop', () => {
  /** The one who took over is stopped, then a third one finishes; the first one wakes up when that one knows the end. */
  async function stoppedAt(reached: (state: ReleaseState) => boolean) {
    const scene = await takenOver('bad', 'configure')
    const stop = new AbortController()
    const second = run(scene.plan.release, scene.ports, {
      signal: stop.signal,
      onProgress: (state) => reached(state) && stop.abort(),
    })
    const { state, verdict } = await second
    if (verdict !== undefined) scene.paused.wake()
    const third = run(scene.plan.release, scene.ports, {
      onProgress: (after) => after.verdict !== undefined && scene.paused.wake(),
    })
    expect((await third).verdict).toBe('rolled back')
    expect(await scene.first).toMatchObject({ code: 'lease-lost' })
    await expectWhole(scene, 'good')
    return { state, entries: await openJournal(scene.environment.store).entries(scene.plan.release) }
  }

  it('in the middle: whoever resumes looks what the one before may have done', async () => {
    expect((await stoppedAt(({ state }) => state === 'deploying')).state).toBe('deploying')
  })

  it('while that is waited for: whoever resumes looks for it in the end', async () => {
    const { state, entries } = await stoppedAt(({ verdict }) => verdict !== undefined)
    expect(state).toBe('ended')
    const returned = entries.filter((entry) => entry.kind === 'result' && entry.event.kind === 'lease-returned')
    expect(returned).toHaveLength(1)
  })
})

it('a release that is blocked by one left half done leaves it to that one to look what its dead holder may have done', async () => {
  const scene = await takenOver('bad', 'configure')
  const other = await scene.environment.release('other', { policy })
  expect(other).toMatchObject({ verdict: 'blocked', reason: { code: 'release-unfinished' } })
  const resumed = await run(scene.plan.release, scene.ports, {
    onProgress: ({ verdict }) => verdict !== undefined && scene.paused.wake(),
  })
  expect(resumed.verdict).toBe('rolled back')
  expect(await scene.first).toMatchObject({ code: 'lease-lost' })
  await expectWhole(scene, 'good')
})

it('what somebody else deployed is left alone', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good', { policy })
  const target = { environment: 'testing', service: 'web' }
  await environment.platform.upload(target, new TextEncoder().encode('theirs'), 'by hand')
  await environment.clock.sleep(5_000)
  expect(await putRight('testing', [], environment.ports, never)).toEqual([])
  expect(environment.platform.serving?.digest).toBe('theirs')
})
