import { describe, expect, it } from 'vitest'
import type { DeploymentRecord } from '../ports/platform.ts'
import { attestationOf, countExecutions } from './attestation.ts'

const record = (id: string, change: Partial<DeploymentRecord> = {}): DeploymentRecord => ({
  id,
  phase: 'serving',
  status: 'SUCCESS',
  createdAt: 0,
  restorable: true,
  stopped: false,
  ...change,
})
const replaced = record('old', { phase: 'without effect', status: 'REMOVED' })
const skipped = record('skipped', { phase: 'without effect', status: 'SKIPPED' })

describe('what a record attests', () => {
  it.each([
    ['a worker that runs', 'worker', ['new'], [record('new'), replaced], true],
    ['a worker beside the one it replaces', 'worker', ['new', 'old'], [record('new'), record('old')], false],
    ['a worker that does not run', 'worker', [], [record('new')], false],
    ['a schedule that counts as active between its runs', 'cron', ['new'], [record('new'), replaced], true],
    ['a schedule that does not', 'cron', [], [skipped, record('new'), replaced], true],
    ['a schedule that a newer one has replaced', 'cron', [], [record('newer'), record('new')], false],
    ['a schedule of which the one before still runs', 'cron', ['old'], [record('new'), record('old')], false],
  ] as const)('%s', (_what, kind, active, deployments, alone) => {
    expect(attestationOf(kind, { active, deployments }, 'new')).toMatchObject({ alone, status: 'SUCCESS' })
  })

  it('of a deployment that the platform does not know is nothing', () => {
    expect(attestationOf('worker', { active: ['other'], deployments: [] }, 'new')).toEqual({
      phase: 'unknown',
      status: 'not known to the platform',
      alone: false,
      restarting: false,
      stopped: false,
    })
  })
})

it('only runs that ended and were seen to are counted', () => {
  const outcomes = ['running', 'done', 'failed', 'skipped', 'unknown', 'done'] as const
  expect(countExecutions(outcomes.map((outcome, at) => ({ id: String(at), at, outcome })))).toEqual({
    done: 2,
    failed: 1,
  })
})
