import { expect, it } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import { makePlan } from '../plan/make-plan.ts'
import { defaultPolicy } from '../plan/policy.ts'
import { configuration, SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

it('a release over one that no journal told of puts the settings back that it found, though another process carried it on', async () => {
  const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
  const { platform, store, ports, clock } = environment
  const target = { environment: 'testing', service: 'web' }
  await platform.configure(target, configuration, new Map([['VERSION', 'found']]))
  const { deployment } = await platform.upload(target, new TextEncoder().encode('good'), 'by another machine')
  await clock.sleep(1_000)
  const part = { service: 'web', configuration, settings: [{ name: 'VERSION', value: 'ours' }] }
  const artifact = { kind: 'bundle', digest: 'bad' } as const
  const live = {
    release: 'rel_0000',
    artifact: { kind: 'bundle', digest: 'good' },
    liveAt: 0,
    parts: [{ ...part, deployment }],
    rebuilt: { identity: 'proven' },
  } as const
  const plan = makePlan(
    {
      release: 'rel_0001',
      kind: 'deploy',
      environment: 'testing',
      artifact,
      parts: [part],
      policy: defaultPolicy,
      plannedAt: clock.now(),
    },
    { live, views: new Map([['web', await platform.view()]]) },
  )
  await openJournal(store).begin(plan)
  const stop = new AbortController()
  const left = await run(plan.release, ports, {
    signal: stop.signal,
    onProgress: (state) => state.parts[0]?.surveyed && stop.abort(),
  })
  expect(left).toMatchObject({ state: 'configuring', parts: [{ touched: false }] })
  expect(await run(plan.release, ports)).toMatchObject({ verdict: 'rolled back' })
  expect(platform.settings.get('VERSION')).toBe('found')
  expect(platform.serving?.digest).toBe('good')
})
