import { RailwayError, Secret, type Workspace } from '@kickai/railway'
import { expect, test } from 'vitest'
import { applySteps, type Ids, type Making } from './apply.ts'
import type { Step } from './step.ts'

const ids: Ids = { project: { id: 'p' }, services: new Map(), environment: 'e' }
const makeService: Step = { environment: 'testing', do: 'make service', service: 'web' }
const makeToken: Step = { environment: 'testing', do: 'make token', keptIn: 'T' }

function failing(error: Error | undefined, controller = new AbortController()) {
  const done: string[] = []
  const act = async <Result>(what: string, result: Result): Promise<Result> => {
    done.push(what)
    if (error !== undefined) throw error
    return result
  }
  const workspace = {
    createService: (_place: object, name: string) => act(`service ${name}`, { id: 's', name }),
    createProjectToken: () => act('token', new Secret('value')),
  } as Pick<Workspace, 'createService' | 'createProjectToken'> as Workspace
  const tokens = {
    state: async () => ({ is: 'good' as const }),
    begin: () => void done.push('begin'),
    keep: () => void done.push('keep'),
    forget() {},
  }
  const progress = { line() {}, now() {}, rest() {} }
  const making: Making = { workspace, tokens, progress, signal: controller.signal }
  return { done, apply: (...steps: Step[]) => applySteps(making, ids, steps) }
}

const error = (acted: 'no' | 'unknown', more: object = {}) =>
  new RailwayError({ code: 'railway-connection-lost', message: 'Lost.', wayOut: 'Look.', acted, ...more })

test('a token is begun before it is asked for, and kept when it has come', async () => {
  const { done, apply } = failing(undefined)
  expect(await apply(makeService, makeToken)).toEqual({})
  expect(done).toEqual(['service web', 'begin', 'token', 'keep'])
})

test('what cannot be seen after a lost answer ends it all; nothing is sent again', async () => {
  const { done, apply } = failing(error('unknown'))
  await expect(apply(makeService, makeToken)).rejects.toMatchObject({ code: 'provision-incomplete', exitCode: 5 })
  expect(done).toEqual(['service web'])
})

test('a lost token and what is asked for too quickly are looked at again', async () => {
  expect(await failing(error('unknown')).apply(makeToken)).toMatchObject({ lost: { acted: 'unknown' } })
  expect(await failing(error('no', { transient: true })).apply(makeService)).toMatchObject({ lost: { acted: 'no' } })
  await expect(failing(error('no')).apply(makeService)).rejects.toMatchObject({ acted: 'no' })
})

test('between two changes it can be left', async () => {
  const controller = new AbortController()
  controller.abort('SIGINT')
  const { done, apply } = failing(undefined, controller)
  await expect(apply(makeService)).rejects.toMatchObject({ code: 'interrupted', exitCode: 5 })
  expect(done).toEqual([])
})
