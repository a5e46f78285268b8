import { expect, test } from 'vitest'
import type { ProbeResult } from './probe.ts'
import { healthReport } from './report.ts'
import type { Phase, Verdict } from './state.ts'

const now = new Date('2026-12-06T10:30:00Z')

function report(phase: Phase, verdict: Verdict, withReasons = false) {
  const telegram: ProbeResult = {
    status: verdict === 'good' ? 'connected' : 'disconnected',
    verdict,
    latencyMs: 12.5,
    checkedAt: now.toISOString(),
    detail: { by: 'polling' },
    ...(verdict === 'good' ? {} : { reason: 'no answer' }),
  }
  const identity = { deployment: 'd1', digest: 'sha256:aa', commit: 'c1', environment: 'testing', version: '1.0.0' }
  const confided = withReasons ? { settings: 'ab12' } : undefined
  return healthReport({ phase, identity, results: { telegram }, now, uptimeSeconds: 1.23456, confided })
}

test.each<[Phase, Verdict, number, string, string]>([
  ['starting', 'good', 500, 'unhealthy', 'starting'],
  ['standby', 'good', 200, 'healthy', 'standby'],
  ['ready', 'good', 200, 'healthy', 'ready'],
  ['ready', 'degraded', 200, 'degraded', 'degraded'],
  ['standby', 'degraded', 200, 'degraded', 'standby'],
  ['ready', 'unhealthy', 500, 'unhealthy', 'degraded'],
  ['draining', 'good', 200, 'healthy', 'draining'],
  ['stopped', 'good', 500, 'unhealthy', 'stopped'],
])('%s with a %s dependency answers %i %s', (phase, verdict, statusCode, status, state) => {
  const answer = report(phase, verdict)
  expect(answer.statusCode).toBe(statusCode)
  expect(answer.body).toMatchObject({ status, state })
})

test('the report says who answers, since when, and what each dependency said', () => {
  expect(report('ready', 'good').body).toEqual({
    status: 'healthy',
    state: 'ready',
    timestamp: '2026-12-06T10:30:00.000Z',
    deployment: 'd1',
    digest: 'sha256:aa',
    commit: 'c1',
    environment: 'testing',
    version: '1.0.0',
    uptimeSeconds: 1.235,
    services: {
      telegram: { status: 'connected', latencyMs: 12.5, checkedAt: '2026-12-06T10:30:00.000Z', by: 'polling' },
    },
  })
})

test('reasons are told only to who may read them', () => {
  expect(JSON.stringify(report('ready', 'degraded').body)).not.toContain('no answer')
  expect(report('ready', 'degraded', true).body.services.telegram).toMatchObject({ reason: 'no answer' })
})
