import { describe, expect, it } from 'vitest'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'

const policy = { passes: 1, failures: 1, bakeMs: 2_000 }

async function after(digest: string, change: { afterMigration?: boolean } = {}) {
  const environment = await SimulatedEnvironment.open([
    { digest: 'fails later', failsAfterMs: 1_000 },
    { digest: 'never starts', starts: false },
  ])
  await environment.release('good', { policy })
  environment.platform.runsBeforeDeploying = true
  const changes = environment.platform.changes.length
  const { verdict, reason } = await environment.release(digest, { policy: { ...policy, ...change } })
  return {
    verdict,
    code: reason?.code,
    serves: environment.platform.serving?.digest,
    changes: environment.platform.changes.slice(changes),
    notices: environment.notices,
  }
}

describe('a release before whose deployment a command ran', () => {
  it('is not rolled back by itself once users may have been reached: it stops, and people are told', async () => {
    expect(await after('fails later')).toEqual({
      verdict: 'rollback failed',
      code: 'rollback-after-migration',
      serves: 'fails later',
      changes: ['configure', 'upload'],
      notices: ['live', 'rollback failed'],
    })
  })

  it('is, where the environment says that it may be', async () => {
    expect(await after('fails later', { afterMigration: true })).toMatchObject({
      verdict: 'rolled back',
      serves: 'good',
    })
  })

  it('is taken away as ever where the old one never stopped serving', async () => {
    expect(await after('never starts')).toMatchObject({ verdict: 'failed', serves: 'good' })
  })
})
