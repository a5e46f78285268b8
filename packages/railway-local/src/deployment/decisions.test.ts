import { describe, expect, test } from 'vitest'
import { reference } from '../fixtures/world.ts'
import type { Deployment, ServiceInstance } from '../state/records.ts'
import { shellProgram } from './command.ts'
import { effective } from './effective.ts'
import { afterExit, backoff, exitSentence } from './restart-decision.ts'
import { wishFor } from './routes.ts'
import { fillIn } from './variables.ts'

describe('after a process has ended', () => {
  const well = { code: 0, signal: null }
  const badly = { code: 1, signal: null }
  const unseen = { code: null, signal: null }
  test.each([
    ['ON_FAILURE', 0, badly, 'restart'],
    ['ON_FAILURE', 3, badly, 'exhausted'],
    ['ON_FAILURE', 0, unseen, 'restart'],
    ['ON_FAILURE', 0, well, 'completed'],
    ['NEVER', 0, badly, 'exhausted'],
    ['NEVER', 0, well, 'completed'],
    ['ALWAYS', 99, well, 'restart'],
  ] as const)('%s, started again %i times: %j is %s', (policy, restarts, exit, decision) => {
    expect(afterExit(policy, 3, restarts, exit)).toBe(decision)
  })

  test('the pauses double up to ten times the first', () => {
    expect([0, 1, 2, 3, 4, 9].map((restarts) => backoff(50, restarts))).toEqual([50, 100, 200, 400, 500, 500])
  })

  test('how it ended is said', () => {
    expect([well, { code: null, signal: 'SIGKILL' as const }, unseen].map(exitSentence)).toEqual([
      'ended with exit code 0',
      'ended by SIGKILL',
      'ended while nobody watched',
    ])
  })
})

test.each([
  ['node bot.mjs', 'exec node bot.mjs', false],
  ['MODE=a node bot.mjs', 'exec env MODE=a node bot.mjs', false],
  ['exec node bot.mjs', 'exec node bot.mjs', false],
  ['cd app && node bot.mjs', 'cd app && node bot.mjs', true],
  ['node a.mjs | tee log', 'node a.mjs | tee log', true],
])('%s runs as %s; a shell stays: %s', (command, line, shellStays) => {
  expect(shellProgram(command)).toEqual({ program: ['/bin/sh', '-c', line], shellStays })
})

test('settings may come as variables, the configuration goes first, and the rest is as documented', () => {
  const variables = { RAILWAY_DEPLOYMENT_OVERLAP_SECONDS: '7', RAILWAY_DEPLOYMENT_DRAINING_SECONDS: 'soon' }
  expect(effective({ healthcheckTimeout: 5 }, variables)).toEqual({
    healthPath: undefined,
    healthTimeoutMs: 5000,
    overlapMs: 7000,
    drainingMs: 0,
    restartPolicy: 'ON_FAILURE',
    restartRetries: 10,
  })
  expect(effective({ overlapSeconds: 0 }, variables).overlapMs).toBe(0)
  expect(effective({}, {}).healthTimeoutMs).toBe(300_000)
})

test('references are filled in, also through others; to nothing and in a circle they are empty', () => {
  const own = { A: 'a', B: reference('A'), LOOP: reference('LOOP') }
  const named = (name: string) => (name === 'shared' ? { S: 's', T: reference('S') } : {})
  const values = {
    one: `${reference('B')}-${reference('shared.T')}`,
    none: reference('Other.X'),
    loop: reference('LOOP'),
  }
  expect(fillIn(values, own, named)).toEqual({ one: 'a-s', none: '', loop: '' })
})

describe('an address leads', () => {
  const instance = { id: 'i', port: 21_000, active: 'new' } as ServiceInstance
  const running = (id: string, more: Partial<Deployment> = {}) =>
    ({
      id,
      instanceId: 'i',
      status: 'SUCCESS',
      replicaStatus: 'RUNNING',
      port: 1,
      configuration: {},
      ...more,
    }) as Deployment
  const overlap = [running('old', { retireAt: 1 }), running('new')]
  const to = (...args: Parameters<typeof wishFor>) => wishFor(...args).upstreams.map(({ deployment }) => deployment)

  test.each([
    ['new', ['new']],
    ['old', ['old']],
    ['mixed', ['new', 'old']],
  ] as const)('during an overlap, %s: %j', (routing, expected) => {
    expect(to(instance, overlap, () => true, routing)).toEqual(expected)
  })

  test('to the only one that listens, or nowhere with a reason', () => {
    expect(to(instance, [running('new')], () => true, 'old')).toEqual(['new'])
    expect(wishFor(instance, [running('new')], () => false, 'new')).toEqual({
      port: 21_000,
      upstreams: [],
      fallbackReason: 'the deployment is starting again',
    })
    const crashed = [running('new', { status: 'CRASHED' })]
    expect(wishFor(instance, crashed, () => false, 'new').fallbackReason).toBe('the deployment has crashed')
  })
})
