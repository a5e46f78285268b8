import { expect, test } from 'vitest'
import { deployment } from './fixtures/scene.ts'
import { deploymentFields } from './operations/deployment.ts'
import { recordOf } from './record.ts'

const record = (change: Record<string, unknown>) => recordOf(deploymentFields.parse(deployment(change)))

test('all that the port asks for, in its words', () => {
  const meta = { cliMessage: 'kickai rel_1', image: 'local/s1', imageDigest: 'sha256:1' }
  expect(record({ status: 'SUCCESS', canRollback: true, meta })).toEqual({
    id: 'deployment-1',
    phase: 'serving',
    status: 'SUCCESS',
    createdAt: Date.parse('2026-08-01T12:00:00Z'),
    message: 'kickai rel_1',
    image: 'sha256:1',
    restorable: true,
    stopped: false,
    restarting: false,
  })
})

test.each([
  { status: 'SUCCESS', instances: [{ status: 'RUNNING' }, { status: 'RESTARTING' }], restarting: true },
  { status: 'SUCCESS', instances: [{ status: 'CRASHED' }], restarting: true },
  { status: 'SUCCESS', instances: [{ status: 'RUNNING' }], restarting: false },
  { status: 'SUCCESS', instances: 'something new', restarting: false },
  { status: 'DEPLOYING', instances: [{ status: 'RESTARTING' }], restarting: false },
])('$status with $instances: restarting $restarting', ({ restarting, ...fields }) => {
  expect(record(fields).restarting).toBe(restarting)
})

test('without a digest the image is its reference; a passed-over deployment says why', () => {
  expect(record({ meta: { image: 'local/s1' } }).image).toBe('local/s1')
  expect(record({ status: 'SKIPPED', meta: { skippedReason: 'No changes' } }).failure).toBe('No changes')
})

test.each([null, undefined, 'text', 7, [], { cliMessage: 7, image: {} }])('meta may be anything: %j', (meta) => {
  expect(record({ meta })).not.toHaveProperty('message')
  expect(record({ meta })).not.toHaveProperty('image')
})

test.each([
  { status: 'REMOVED', canRollback: true, canRedeploy: false, restorable: true },
  { status: 'REMOVED', canRollback: false, canRedeploy: true, restorable: false },
  { status: 'SUCCESS', canRollback: false, canRedeploy: true, restorable: true },
  { status: 'SUCCESS', canRollback: false, canRedeploy: false, restorable: false },
])('$status, rollback $canRollback, redeploy $canRedeploy: restorable $restorable', ({ restorable, ...fields }) => {
  expect(record(fields).restorable).toBe(restorable)
})

test('a status that is new does not make the rest unreadable', () => {
  expect(record({ status: 'PAUSED' })).toMatchObject({ phase: 'unknown', status: 'PAUSED' })
})
