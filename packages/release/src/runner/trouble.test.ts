import type { Store } from '@kickai/store'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import type { ReleaseState, StateName } from '../machine/state.ts'
import { uploadMessage } from '../plan/label.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { pausedHolder } from '../testing/paused-holder.ts'
import { run } from './run.ts'

describe('whoever resumes', () => {
  it('a release that its own process is carrying on is told so, and changes nothing', async () => {
    const environment = await SimulatedEnvironment.open()
    const plan = await environment.begin('one')
    const living = run(plan.release, environment.ports)
    await environment.clock.sleep(10_000)
    await expect(run(plan.release, environment.ports)).rejects.toMatchObject({ code: 'lease-held' })
    expect((await living).verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(1)
  })
})

describe('whoever waits for the lease of a release that had not begun', () => {
  it('finds what its holder had begun when it died, and sends nothing twice', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    const plan = await environment.begin('new')
    const { clock, ports } = environment
    const start = { kind: 'start', at: clock.now() } as const
    const entry = { sequence: 1, at: clock.now(), token: 0, kind: 'observation', event: start } as const
    await openJournal(environment.store).append(plan, entry, false)
    let goOn = () => {}
    const gate = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const store: Store = {
      ...environment.store,
      now: async () => {
        await gate
        return clock.now()
      },
    }
    const second = run(plan.release, { ...ports, store })
    const dies = pausedHolder({ ...ports, store: environment.store }, 'upload')
    void run(plan.release, dies.ports)
    await dies.stopped
    goOn()
    await environment.platform.upload(
      { environment: 'testing', service: 'web' },
      new TextEncoder().encode('new'),
      uploadMessage(plan, 0, 'new'),
    )
    expect((await second).verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(2)
  })
})

describe('going back', () => {
  it('brings the old one back although the new one was never seen serving, when the old one is gone', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', starts: false }])
    await environment.release('good')
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress: (now) =>
          now.state === 'rolling back' && now.back.length === 2 && environment.platform.end('deployment-1'),
      },
    )
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.serving?.digest).toBe('good')
  })

  it('outlasts a platform that can not be read for a while', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    await environment.release('good')
    let failing = false
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress(now) {
          if (now.state === 'rolling back' && !failing) environment.platform.failingViews = 3
          failing ||= now.state === 'rolling back'
        },
      },
    )
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.serving?.digest).toBe('good')
  })

  it('waits for a change of settings that nobody answered, and undoes it where it comes', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.troubles.set('configure', ['late'])
    environment.platform.lateMs = 15_000
    const state = await environment.release('new')
    expect(state.verdict).toBe('failed')
    expect(environment.platform.settings.get('VERSION')).toBe('good')
  })

  it('puts traffic before settings that will not go back, and names what is left', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress(now) {
          if (now.state === 'baking') environment.platform.troubles.set('configure', Array(200).fill('refused'))
        },
      },
    )
    expect(environment.platform.serving?.digest).toBe('good')
    expect(state.verdict).toBe('rollback failed')
    expect(state.reason).toMatchObject({ code: 'refused' })
  })

  it('starts the old one once more where its settings could be set only after it was brought back', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress(now) {
          if (now.state === 'baking') environment.platform.troubles.set('configure', Array(4).fill('refused'))
        },
      },
    )
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.settings.get('VERSION')).toBe('good')
    expect(environment.platform.runsWith?.get('VERSION')).toBe('good')
  })

  it('finds the second upload of the same artifact when its answer was lost, not the first', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    environment.platform.forgetImage('deployment-1')
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress({ state, back, parts }) {
          if (state === 'baking') environment.platform.troubles.set('configure', Array(4).fill('refused'))
          if (back[0]?.step === 'upload' && parts[0]?.restored) environment.platform.troubles.set('upload', ['lost'])
        },
      },
    )
    expect(state.verdict).toBe('rolled back')
    expect(state.parts[0]).toMatchObject({ restored: 'deployment-4', restoredInVain: ['deployment-3'] })
    expect(environment.platform.runsWith?.get('VERSION')).toBe('good')
  })

  it('does not take the long way because the platform can not be asked for a moment', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    const state = await environment.release(
      'bad',
      {},
      {
        onProgress({ back }) {
          if (back[0]?.step === 'restore') environment.platform.failingViews = 2
        },
      },
    )
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.changes.slice(-2)).toEqual(['configure', 'restore'])
  })

  it('finds a restore whose answer was lost though the platform tells its image late', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    await environment.release('good')
    environment.platform.tellsImageLate = true
    environment.platform.startMs = 3_000
    environment.platform.troubles.set('restore', ['lost'])
    const state = await environment.release('bad')
    expect(state.verdict).toBe('rolled back')
    expect(environment.platform.deploymentCount).toBe(3)
  })

  it.each([
    ['takes away', 0, 'rolled back'],
    ['takes away, though the platform could not be asked at first,', 2, 'rolled back'],
    ['cannot tell of', Number.POSITIVE_INFINITY, 'unknown'],
  ])('%s an upload that lands when nobody waited for it any more', async (_what, failingViews, verdict) => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.troubles.set('upload', ['late'])
    environment.platform.lateMs = 21_000
    let seeks = 0
    const onProgress = ({ back }: ReleaseState) => {
      if (back[0]?.step === 'seek' && seeks++ === 0) environment.platform.failingViews = failingViews
    }
    const state = await environment.release('new', {}, { onProgress })
    await environment.clock.sleep(60_000)
    expect(seeks).toBeGreaterThan(0)
    expect(state).toMatchObject({ verdict, reason: { code: 'outcome-unknown' } })
    if (verdict === 'rolled back') expect(environment.platform.serving?.digest).toBe('good')
    else expect(state.reason?.sentence).toContain('could not be looked up: the platform answered 502')
  })
})

describe('preflight', () => {
  it('refuses to replace what this journal never released, unless somebody says so', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.platform.upload(
      { environment: 'testing', service: 'web' },
      new TextEncoder().encode('own'),
      'by hand',
    )
    await environment.clock.sleep(1_000)
    const state = await environment.release('one')
    expect(state.reason?.code).toBe('foreign-deployment')
    expect(environment.platform.changes).toEqual(['upload'])
    expect((await environment.release('one', { takeOver: true })).verdict).toBe('live')
  })

  it('knows a deployment that the platform made by itself of the same image', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', starts: false }])
    await environment.release('good')
    environment.platform.redeploy()
    await environment.clock.sleep(1_000)
    const state = await environment.release('bad')
    expect(state.verdict).toBe('failed')
    expect(environment.platform.deploymentCount).toBe(3)
    expect(environment.platform.serving?.id).toBe('deployment-2')
  })
})

describe('what goes live', () => {
  it('is not what is well and ill by turns', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'flaps', flaps: true }])
    await environment.release('good')
    expect((await environment.release('flaps', { policy: { passes: 1 } })).verdict).toBe('rolled back')
    expect(environment.platform.serving?.digest).toBe('good')
  })

  it('may be attested by the platform where a service does not say who it is and the environment allows that', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'silent', saysNothing: true }])
    expect((await environment.release('silent')).reason?.code).toBe('identity-not-proven')
    expect((await environment.release('silent', { policy: { identity: 'attested' } })).verdict).toBe('live')
  })

  it('is asked where it was before the first change, though the platform can not say so any more', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    await environment.release('bad')
    let isToFail = true
    const onProgress = ({ state }: ReleaseState) => {
      if (state === 'verifying' && isToFail) environment.platform.failingViews = 5
      isToFail &&= state !== 'verifying'
    }
    const wanted = { kind: 'rollback', restore: 'deployment-1' } as const
    expect(await environment.release('good', wanted, { onProgress })).toMatchObject({ verdict: 'live' })
    expect(isToFail).toBe(false)
  })

  it('is not told to be ill because the platform can not be asked who it is', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'silent', saysNothing: true }])
    await environment.release('good')
    const away = async (at: StateName, views: number) => {
      const entered = new Set<StateName>()
      const onProgress = ({ state }: ReleaseState) => {
        if (state === at && !entered.has(at)) environment.platform.failingViews = views
        if (state === 'rolling back' && !entered.has(state)) environment.platform.failingViews = 0
        entered.add(state)
      }
      return await environment.release('silent', { policy: { identity: 'attested' } }, { onProgress })
    }
    expect((await away('verifying', 5)).verdict).toBe('live')
    const reason = { code: 'identity-not-attested', sentence: expect.stringContaining('platform does not say') }
    expect(await away('baking', Number.POSITIVE_INFINITY)).toMatchObject({ verdict: 'rolled back', reason })
  })
})

describe('a deployment that is to be taken away', () => {
  it('is seen to be gone, whatever the platform answers', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 0 }])
    environment.platform.troubles.set('remove', ['lies', 'lies'])
    const state = await environment.release('bad')
    expect(state.verdict).toBe('failed')
    expect(environment.platform.serving).toBeUndefined()
    expect(environment.platform.troubles.get('remove')).toEqual([])
  })

  it('is not followed by another rollback where it had been replaced by one already', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.troubles.set('upload', ['late'])
    environment.platform.lateMs = 20_100
    environment.platform.startMs = 100
    const state = await environment.release('new')
    expect(environment.platform.serving?.digest).toBe('good')
    expect({ state: state.verdict, deployments: environment.platform.deploymentCount }).toEqual({
      state: 'rolled back',
      deployments: 3,
    })
  })
})
