import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { meaningOf, statuses } from './statuses.ts'

test('the table holds exactly the statuses that Railway has', () => {
  const index = JSON.parse(readFileSync(join(import.meta.dirname, 'signatures/generated/signatures.json'), 'utf8'))
  expect(Object.keys(statuses).sort()).toEqual(index.types.DeploymentStatus.values)
})

test('each leads to the phase that is meant', () => {
  const byPhase = Object.groupBy(Object.keys(statuses), (status) => meaningOf(status).phase)
  expect(byPhase).toEqual({
    moving: ['QUEUED', 'INITIALIZING', 'BUILDING', 'DEPLOYING'],
    serving: ['SUCCESS', 'SLEEPING'],
    failed: ['FAILED', 'CRASHED'],
    'without effect': ['SKIPPED', 'REMOVING', 'REMOVED'],
    blocked: ['NEEDS_APPROVAL', 'WAITING'],
  })
})

test.each(['PAUSED', 'success', '', 'toString', '__proto__'])('"%s" is unknown', (status) => {
  expect(meaningOf(status).phase).toBe('unknown')
})
