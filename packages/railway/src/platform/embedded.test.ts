import { randomUUID } from 'node:crypto'
import { attestationOf, type DeploymentRecord, httpProbe } from '@kickai/release'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { configuration, type Embedded, startEmbedded, target } from '../fixtures/embedded.ts'
import { rejection } from '../fixtures/scene.ts'

const reference = `\${{shared.X}}`
const limit = () => AbortSignal.timeout(20_000)

let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded?.stop())

async function end(id: string): Promise<DeploymentRecord | undefined> {
  let last: DeploymentRecord | undefined
  for await (const record of embedded.platform.follow(target, id, limit())) last = record
  return last
}

async function ship(label: string, mode: string): Promise<DeploymentRecord | undefined> {
  const { platform } = embedded
  await platform.configure(target, configuration, new Map([['MODE', mode]]))
  const { deployment } = await platform.upload(target, await embedded.bundle(label), `kickai ${label}`)
  return await end(deployment)
}

async function answering(): Promise<unknown> {
  const { url } = await embedded.platform.view(target)
  return await (await fetch(`${url}/health`)).json()
}

describe('on the embedded platform', () => {
  test('what is provisioned twice is there once', async () => {
    const { workspace, place } = embedded
    expect(await workspace.ensureProject('club')).toEqual({ id: place.projectId, name: 'club', made: false })
    expect(await workspace.ensureEnvironment(place.projectId, 'testing')).toMatchObject({ made: false })
    expect(await workspace.ensureService(place, 'web')).toEqual({ id: place.serviceId, name: 'web', made: false })
    expect(await workspace.ensureEnvironment(place.projectId, 'staging')).toMatchObject({ made: true })
  })

  test('a token says what it is good for, and one of the wrong kind or place is refused', async () => {
    const { platform, platformWith, accountToken, workspace, place } = embedded
    expect(await platform.whichToken()).toMatchObject({ kind: 'project', environment: { id: place.environmentId } })
    expect((await platformWith({ kind: 'account', value: accountToken }).whichToken()).kind).toBe('account')
    const wrong = platformWith({ kind: 'project', value: accountToken })
    expect(await rejection(wrong.view(target))).toMatchObject({ code: 'railway-not-authorized', acted: 'no' })
    const other = await workspace.ensureEnvironment(place.projectId, 'other')
    const token = await workspace.createProjectToken({ projectId: place.projectId, environmentId: other.id }, 'other')
    const elsewhere = platformWith({ kind: 'project', value: token.reveal() })
    const codes = (await elsewhere.preflight(target)).map(({ code }) => code)
    expect(codes).toContain('token-of-other-environment')
  })

  test('an image is set with the rest, deployed by name alone, and one that cannot be had says so', async () => {
    const { platform } = embedded
    const image = `localhost/kickai-testing-nowhere@sha256:${'0'.repeat(64)}`
    await platform.configure(target, { ...configuration, image }, new Map())
    const { deployment } = await platform.deployImage(target)
    expect(await end(deployment)).toMatchObject({ phase: 'failed', image, restorable: false })
    const { failure } = (await platform.deployment(target, deployment)) ?? {}
    expect(failure).toContain(`The image ${image} cannot be had`)
  })

  test('an image is taken off again by what is uploaded after it, so that a deploy by hand runs the upload', async () => {
    const { platform } = embedded
    const image = `localhost/kickai-testing-nowhere@sha256:${'0'.repeat(64)}`
    const uploaded = await ship('bundle', 'a')
    expect(uploaded).toMatchObject({ phase: 'serving', image: expect.any(String) })
    await platform.configure(target, { ...configuration, image }, new Map([['MODE', 'a']]))
    expect((await platform.view(target)).image).toBe(image)
    await end((await platform.deployImage(target)).deployment)
    await platform.configure(target, configuration, new Map([['MODE', 'a']]))
    expect(await platform.view(target)).not.toHaveProperty('image')
    const byHand = await end((await platform.deployImage(target)).deployment)
    expect(byHand).toMatchObject({ phase: 'serving', image: uploaded?.image })

    // On a platform that hears null as nothing it stays, and what is uploaded runs all the same.
    await platform.configure(target, { ...configuration, image }, new Map([['MODE', 'a']]))
    await embedded.options({ sourceWithoutImage: 'nothing' })
    expect((await ship('other', 'b'))?.phase).toBe('serving')
    expect(await answering()).toMatchObject({ mode: 'b' })
    expect((await platform.view(target)).image).toBe(image)
    await embedded.options({ sourceWithoutImage: 'takes-off' })
    await platform.configure(target, configuration, new Map())
    expect(await platform.view(target)).not.toHaveProperty('image')
  })

  test('a command that runs before each deployment is seen', async () => {
    const { url, accountToken, place, platform } = embedded
    const set = async (preDeployCommand: readonly string[]) => {
      const query = `mutation($serviceId: String!, $environmentId: String, $input: ServiceInstanceUpdateInput!) {
        serviceInstanceUpdate(serviceId: $serviceId, environmentId: $environmentId, input: $input)
      }`
      const headers = { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' }
      const { serviceId, environmentId } = place
      const body = JSON.stringify({ query, variables: { serviceId, environmentId, input: { preDeployCommand } } })
      expect(await (await fetch(`${url}/graphql/v2`, { method: 'POST', headers, body })).json()).not.toHaveProperty(
        'errors',
      )
    }
    expect(await platform.view(target)).toMatchObject({ runsBeforeDeploying: false })
    await set(['node migrate.mjs'])
    expect(await platform.view(target)).toMatchObject({ runsBeforeDeploying: true })
    await set([])
    expect(await platform.view(target)).toMatchObject({ runsBeforeDeploying: false })
  })

  test('settings are set, read back and replaced, and deploy nothing', async () => {
    const { platform } = embedded
    const before = await platform.view(target)
    await platform.configure(
      target,
      configuration,
      new Map([
        ['MODE', 'a'],
        ['OLD', 'x'],
        ['REFERENCE', reference],
      ]),
    )
    await platform.configure(
      target,
      configuration,
      new Map([
        ['MODE', 'b'],
        ['REFERENCE', reference],
      ]),
    )
    expect([...(await platform.heldSettings(target)).variables].sort()).toEqual([
      ['MODE', 'b'],
      ['REFERENCE', reference],
    ])
    const after = await platform.view(target)
    expect(after.deployments).toEqual(before.deployments)
    expect(after.configurationEtag).not.toBe(before.configurationEtag)
    expect(await platform.preflight(target, { asItIs: true })).toEqual([
      expect.objectContaining({ code: 'no-overlap', severity: 'notice' }),
    ])
  })

  test('one release after the other, and back again', async () => {
    const { platform } = embedded
    const first = await ship('first', 'good')
    expect(first).toMatchObject({ phase: 'serving', message: 'kickai first', restorable: true, stopped: false })
    expect(await answering()).toEqual({ deployment: first?.id, mode: 'good' })

    const second = await ship('second', 'better')
    expect(second).toMatchObject({ phase: 'serving', message: 'kickai second' })
    expect(await answering()).toEqual({ deployment: second?.id, mode: 'better' })
    expect(second?.image).not.toBe(first?.image)
    expect((await platform.view(target)).deployments[0]?.id).toBe(second?.id)

    const { deployment } = await platform.restore(target, first?.id ?? '')
    const restored = await end(deployment)
    expect(restored).toMatchObject({ phase: 'serving', image: first?.image })
    expect(await answering()).toEqual({ deployment: restored?.id, mode: 'better' })
    expect((await platform.view(target)).active).toContain(restored?.id)

    const since = Date.now() - 60_000
    const { url } = await platform.view(target)
    await fetch(`${url}/broken`)
    // Our own probes are no users.
    expect((await httpProbe.ask(`${url}/broken`, { timeoutMs: 5_000 })).status).toBe(500)
    await expect
      .poll(() => platform.traffic(target, restored?.id ?? '', since), { timeout: 10_000 })
      .toMatchObject({ requests: 2, errors: 1 })
    const traffic = await platform.traffic(target, restored?.id ?? '', since)
    expect(traffic?.latencies?.counts.reduce((sum, count) => sum + count, 0)).toBe(2)
    await expect
      .poll(async () => (await platform.usage(target, restored?.id ?? '', since))?.samples.length, { timeout: 10_000 })
      .toBeGreaterThan(0)
    const used = async () => (await platform.usage(target, restored?.id ?? '', since))?.samples.at(-1)?.memoryBytes ?? 0
    // A process that has just begun holds less than one of Node.
    await expect.poll(used, { timeout: 10_000 }).toBeGreaterThan(10e6)
    expect(await used()).toBeLessThan(1e9)
    const lines = await platform.logs(target, restored?.id ?? '', 10)
    expect(lines.map(({ message }) => message).join('\n')).toContain('asked for /broken')
  })

  test('one that never becomes healthy fails and says why; the one before goes on', async () => {
    const good = await ship('before-the-ill', 'good')
    const { platform } = embedded
    await platform.configure(target, { ...configuration, healthTimeoutSeconds: 1 }, new Map([['MODE', 'ill']]))
    const { deployment } = await platform.upload(target, await embedded.bundle('ill'), 'kickai ill')
    const record = await end(deployment)
    expect(record).toMatchObject({ phase: 'failed', status: 'FAILED', failure: expect.stringContaining('HEALTHCHECK') })
    expect(await platform.deployment(target, deployment)).toEqual(record)
    expect(await answering()).toMatchObject({ deployment: good?.id })
    await platform.remove(target, deployment, false)
    expect(await answering()).toMatchObject({ deployment: good?.id })
  })

  test('what is removed serves no more, on its way or not', async () => {
    const { platform } = embedded
    const serving = await ship('to-be-removed', 'good')
    await platform.configure(target, { ...configuration, healthTimeoutSeconds: 30 }, new Map([['MODE', 'ill']]))
    const { deployment } = await platform.upload(target, await embedded.bundle('to-be-cancelled'), 'kickai cancelled')
    await platform.remove(target, deployment, false)
    expect(await end(deployment)).toMatchObject({ phase: 'without effect' })
    await platform.remove(target, serving?.id ?? '', false)
    await expect.poll(async () => (await platform.view(target)).active, { timeout: 10_000 }).toEqual([])
    await platform.remove(target, serving?.id ?? '', false)
    expect(await platform.deployment(target, randomUUID())).toBeUndefined()
    await platform.remove(target, randomUUID(), false)
  })
})

describe('services that answer nobody', () => {
  const { healthPath: _, ...silent } = configuration

  test('a worker is attested once it runs, and going back to a web service asks for its health again', async () => {
    const { platform } = embedded
    await platform.configure(target, { ...silent, kind: 'worker', startCommand: 'sleep 60' }, new Map())
    const { deployment } = await platform.upload(target, await embedded.bundle('worker'), 'kickai worker')
    expect(await end(deployment)).toMatchObject({ phase: 'serving', restarting: false })
    await expect
      .poll(async () => attestationOf('worker', await platform.view(target), deployment).alone, { timeout: 10_000 })
      .toBe(true)
    const web = await ship('after-the-worker', 'good')
    expect(await answering()).toMatchObject({ deployment: web?.id })
  })

  test('a schedule is attested between its runs, whichever way the platform counts it; its runs are told', async () => {
    const { platform } = embedded
    await platform.configure(
      target,
      { ...silent, kind: 'cron', startCommand: 'true', schedule: '*/5 * * * *' },
      new Map(),
    )
    const { deployment } = await platform.upload(target, await embedded.bundle('nightly'), 'kickai nightly')
    expect(await end(deployment)).toMatchObject({ phase: 'serving' })
    for (const cronBetweenRuns of ['active', 'inactive']) {
      await embedded.options({ cronBetweenRuns })
      await expect
        .poll(async () => attestationOf('cron', await platform.view(target), deployment).alone, { timeout: 10_000 })
        .toBe(true)
    }
    await embedded.options({ cronMinuteMs: 50, cronBetweenRuns: 'active' })
    await expect
      .poll(async () => (await platform.executions(target, deployment))?.map(({ outcome }) => outcome), {
        timeout: 10_000,
      })
      .toContain('done')
    await embedded.options({ cronMinuteMs: 60_000 })
    await ship('after-the-nights', 'good')
  })
})

describe('faults of the embedded platform', () => {
  test.each(['upload', 'deploymentRedeploy'])(
    'a lost answer to %s: it may have happened, and it did, once',
    async (operation) => {
      const { platform } = embedded
      const good = await ship(`lost-${operation}`, 'good')
      const known = new Set((await platform.view(target)).deployments.map(({ id }) => id))
      await embedded.fault({ operation, effect: 'lose-answer', count: 1 })
      const asked =
        operation === 'upload'
          ? platform.upload(target, await embedded.bundle('lost'), 'kickai lost')
          : platform.restore(target, good?.id ?? '')
      expect(await rejection(asked)).toMatchObject({ acted: 'unknown' })
      const found = (await platform.view(target)).deployments.filter(({ id }) => !known.has(id))
      expect(found).toHaveLength(1)
      expect(await end(found[0]?.id ?? '')).toMatchObject({ phase: 'serving' })
    },
  )

  test('a limit: questions wait as long as they are told, changes are refused', async () => {
    const { platform } = embedded
    await embedded.fault({ operation: 'serviceInstance', effect: 'rate-limit', retryAfterSeconds: 1, count: 1 })
    const began = performance.now()
    await platform.view(target)
    expect(performance.now() - began).toBeGreaterThan(990)
    await embedded.fault({ operation: 'upload', effect: 'rate-limit', retryAfterSeconds: 7, count: 1 })
    const refused = await rejection(platform.upload(target, await embedded.bundle('limited'), 'kickai limited'))
    expect(refused).toMatchObject({ code: 'railway-rate-limited', acted: 'no', retryAfterMs: 7_000 })
  })

  test('a broken archive is refused with its reason', async () => {
    const { platform } = embedded
    const error = await rejection(platform.upload(target, Buffer.from('no archive'), 'kickai torn'))
    expect(error).toMatchObject({ code: 'upload-refused', acted: 'no' })
  })
})
