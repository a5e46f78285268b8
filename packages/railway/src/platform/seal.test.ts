import type { DeploymentRecord } from '@kickai/release'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configuration, type Embedded, startEmbedded, target } from '../fixtures/embedded.ts'
import { rejection } from '../fixtures/scene.ts'

let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded?.stop())

async function end(id: string): Promise<DeploymentRecord | undefined> {
  let last: DeploymentRecord | undefined
  for await (const record of embedded.platform.follow(target, id, AbortSignal.timeout(20_000))) last = record
  return last
}

async function answering(): Promise<unknown> {
  const { url } = await embedded.platform.view(target)
  return await (await fetch(`${url}/health`)).json()
}

/** Stages changes as somebody at the dashboard would. */
async function stage(input: object): Promise<void> {
  const query =
    'mutation S($id: String!, $input: EnvironmentConfig!) { environmentStageChanges(environmentId: $id, input: $input) { id } }'
  const headers = { authorization: `Bearer ${embedded.accountToken}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ query, variables: { id: embedded.place.environmentId, input } })
  expect((await fetch(`${embedded.url}/graphql/v2`, { method: 'POST', headers, body })).ok).toBe(true)
}

test('what is sealed is read by nobody, stays sealed with another value, and reaches the process', async () => {
  const { platform } = embedded
  const set = (mode: string, more: [string, string][] = []) =>
    platform.configure(target, configuration, new Map([['MODE', mode], ...more]), undefined, ['MODE'])
  const before = (await platform.view(target)).deployments.length
  await set('first', [['PLAIN', '1']])
  expect(await platform.heldSettings(target)).toEqual({ variables: new Map([['PLAIN', '1']]), sealed: ['MODE'] })
  await set('sealed-mode')
  expect(await platform.heldSettings(target)).toEqual({ variables: new Map(), sealed: ['MODE'] })
  expect((await platform.view(target)).deployments).toHaveLength(before)
  const { deployment } = await platform.upload(target, await embedded.bundle('sealed'), 'kickai sealed')
  await end(deployment)
  expect(await answering()).toMatchObject({ mode: 'sealed-mode' })

  await embedded.options({ sealedVariables: 'null' })
  expect(await platform.heldSettings(target)).toEqual({ variables: new Map(), sealed: ['MODE'] })

  await stage({ services: { [embedded.place.serviceId]: { deploy: { numReplicas: 2 } } } })
  const more = platform.configure(target, configuration, new Map([['OTHER', 'x']]), undefined, ['OTHER'])
  expect(await rejection(more)).toMatchObject({ code: 'staged-changes', acted: 'no' })
  // What a process of ours staged and did not live to apply is staged anew.
  await stage({ services: { [embedded.place.serviceId]: { variables: { OTHER: { value: 'y', isSealed: true } } } } })
  await platform.configure(target, configuration, new Map([['OTHER', 'x']]), undefined, ['OTHER'])
  expect(await platform.heldSettings(target)).toEqual({ variables: new Map(), sealed: ['OTHER'] })
  // What nobody can read any more the platform still runs the old deployment with.
  await platform.configure(target, configuration, new Map([['MODE', 'another-mode']]))
  const back = await platform.restore(target, deployment, undefined, 'of then')
  await end(back.deployment)
  expect(await answering()).toMatchObject({ mode: 'sealed-mode', deployment: back.deployment })
  await platform.configure(target, configuration, new Map())
  expect(await platform.heldSettings(target)).toEqual({ variables: new Map(), sealed: [] })
})
