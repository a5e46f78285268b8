import { describe, expect, it } from 'vitest'
import { openJournal, replay } from '../journal/journal.ts'
import type { Hook } from '../plan/hook.ts'
import type { HookEnd } from '../ports/hooks.ts'
import { mortalPorts } from '../simulation/mortal-ports.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import type { Ports } from './ports.ts'
import { run } from './run.ts'

const hook = (command: string): Hook => ({ command, limitMs: 60_000, variables: [] })
const hooks = { before: [hook('backup')], afterLive: [hook('purge')], afterRollback: [hook('reopen')] }
const policy = { passes: 1, failures: 1, bakeMs: 1_000 }

/** Ports whose hooks take a while, and what they were called with. */
function withHooks(environment: SimulatedEnvironment, end: (command: string) => HookEnd['outcome'] = () => 'done') {
  const calls: { command: string; document: Record<string, unknown>; serving: string | undefined }[] = []
  const ports: Ports = {
    ...environment.ports,
    hooks: {
      async run({ command }, document) {
        calls.push({ command, document: { ...document }, serving: environment.platform.serving?.digest })
        await environment.clock.sleep(30_000)
        return { outcome: end(command), how: end(command) === 'done' ? 'code 0' : 'code 7' }
      },
    },
  }
  return { calls, ports }
}

describe('hooks', () => {
  it('run before anything changes and after going live, for longer than a lease lasts, with the release as it stands', async () => {
    const environment = await SimulatedEnvironment.open()
    const { calls, ports } = withHooks(environment)
    const plan = await environment.begin('new', { policy, hooks })
    const state = await run(plan.release, ports)
    expect(state.verdict).toBe('live')
    expect(calls).toMatchObject([
      { command: 'backup', serving: undefined, document: { schemaVersion: 1, hook: 'before', again: false } },
      { command: 'purge', serving: 'new', document: { hook: 'afterLive', verdict: 'live', release: plan.release } },
    ])
    expect(calls[0]?.document).not.toHaveProperty('verdict')
    const entries = await openJournal(environment.store).entries(plan.release)
    expect(replay(entries)).toEqual(state)
    for (const [index, entry] of entries.entries())
      if ('event' in entry && entry.event.kind === 'hook-ended')
        expect(entries[index - 1]).toMatchObject({ kind: 'intent', effect: { kind: 'run-hook' } })
  })

  it('before a release that fail keep everything as it is', async () => {
    const environment = await SimulatedEnvironment.open()
    const { ports } = withHooks(environment, () => 'failed')
    const plan = await environment.begin('new', { policy, hooks })
    const state = await run(plan.release, ports)
    expect(state).toMatchObject({ verdict: 'blocked', reason: { code: 'hook-failed' } })
    expect(environment.platform.changes).toEqual([])
  })

  it('after a rollback know that it was one; their failure is told and changes nothing', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 500 }])
    await environment.release('good', { policy })
    const { calls, ports } = withHooks(environment, (command) => (command === 'reopen' ? 'too slow' : 'done'))
    const plan = await environment.begin('bad', { policy, hooks })
    const state = await run(plan.release, ports)
    expect(state.verdict).toBe('rolled back')
    expect(calls.at(-1)).toMatchObject({ command: 'reopen', document: { verdict: 'rolled back', reason: {} } })
    expect(state.hooks.at(-1)).toMatchObject({ time: 'afterRollback', outcome: 'too slow' })
  })

  it('whose secrets have no value block the release', async () => {
    const environment = await SimulatedEnvironment.open()
    const before = [{ ...hook('backup'), variables: [{ name: 'URL', secret: 'env:MISSING' }] }]
    const state = await environment.release('new', { hooks: { before } })
    expect(state.reason).toMatchObject({ code: 'secret-missing' })
  })

  it.each(['backup', 'purge'])('%s, with which its process died, runs again and is told so', async (command) => {
    const environment = await SimulatedEnvironment.open()
    const { calls, ports } = withHooks(environment)
    const plan = await environment.begin('new', { policy, hooks })
    let alive = true
    const dying: Ports = {
      ...ports,
      store: { ...ports.store, transaction: (work) => (alive ? ports.store.transaction(work) : stopped()) },
      hooks: {
        async run(planned, document, signal) {
          if (planned.command === command) alive = false
          return (await ports.hooks?.run(planned, document, signal)) ?? { outcome: 'failed', how: 'none' }
        },
      },
    }
    await expect(run(plan.release, dying)).rejects.toThrow('the process died')
    await environment.clock.sleep(30_000)
    expect((await run(plan.release, ports)).verdict).toBe('live')
    const ran = calls.filter((call) => call.command === command)
    expect(ran.map(({ document }) => document.again)).toEqual([false, true])
    expect(calls.filter((call) => call.command !== command)).toHaveLength(1)
  })

  it('are finished by resume wherever the process died', async () => {
    let deaths = 0
    for (let atCall = 0; ; atCall++) {
      const environment = await SimulatedEnvironment.open()
      const { calls, ports } = withHooks(environment)
      const plan = await environment.begin('new', { policy, hooks })
      const mortal = mortalPorts(ports, { atCall, afterActing: true })
      await run(plan.release, mortal.ports).catch(() => undefined)
      if (!mortal.died()) break
      deaths++
      await environment.clock.sleep(30_000)
      const state = await run(plan.release, ports)
      expect(state).toMatchObject({ verdict: 'live', leaseHeld: false, notified: true })
      expect(state.hooks.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
      expect(new Set(calls.map(({ command }) => command))).toEqual(new Set(['backup', 'purge']))
    }
    expect(deaths).toBeGreaterThan(20)
  })
})

function stopped(): never {
  throw new Error('the process died')
}
