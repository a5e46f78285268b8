import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { reference, World } from '../fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.end())

describe('a deployment', () => {
  test('goes from its upload to serving, with its steps, meta and address', async () => {
    const place = await world.place()
    expect(await place.ask()).toMatchObject({ status: 503, fallback: true, body: { code: 'no-deployment' } })
    const id = await place.upload('one', 'release rel_1')
    const deployment = await place.until(id, 'SUCCESS')
    expect(await place.served(id)).toMatchObject({ deployment: id, label: 'one' })
    const url = await place.url()
    expect(deployment).toMatchObject({
      url: url.replace('http://', ''),
      canRollback: true,
      canRedeploy: true,
      deploymentStopped: false,
      instances: [{ status: 'RUNNING' }],
      meta: { cliMessage: 'release rel_1', imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    })
    expect(deployment.meta.image).toBe(`local/${deployment.snapshotId}`)
    const steps = await place.steps(id)
    expect(steps.map(({ step }) => step)).toEqual([
      'SNAPSHOT_CODE',
      'BUILD_IMAGE',
      'CREATE_CONTAINER',
      'HEALTHCHECK',
      'CONFIGURE_NETWORK',
    ])
    expect(steps.every(({ completedAt }) => completedAt !== null)).toBe(true)
    expect(steps.at(-1).payload.detail).toMatch(/^switched in \d+\.\d\d ms, confirmed after \d+\.\d\d ms$/)
  })

  test('is replaced by the next one at the same address, and ends gracefully after the overlap', async () => {
    const place = await world.place({ overlapSeconds: 1, drainingSeconds: 5 })
    const first = await place.ship('one')
    const url = await place.url()
    const slow = fetch(`${url}/?ms=1500`)
    const second = await place.ship('two')
    expect((await place.instance()).activeDeployments.map(({ id }: { id: string }) => id)).toEqual([second, first])
    const roles = (await world.processes()).services.map(({ deployment, role }) => [deployment, role])
    expect(roles).toContainEqual([first, 'overlapping'])
    expect(await place.served(second)).toMatchObject({ label: 'two' })
    expect(await (await slow).json()).toMatchObject({ deployment: first })
    await place.until(first, 'REMOVED')
    expect(await place.url()).toBe(url)
    expect((await place.steps(second)).at(-1)).toMatchObject({ step: 'DRAIN_INSTANCES' })
    const { deploymentLogs } = await world.run('DeployLogTail', { deploymentId: first })
    expect(deploymentLogs.at(-1).message).toBe('told to end')
  })

  test('sees its own variables and what the platform tells, and nothing else', async () => {
    const place = await world.place({}, { MODE: 'club', OTHER: `${reference('MODE')}-${reference('shared.ALL')}` })
    await world.run('SetVariables', { input: { ...place.ids, serviceId: null, variables: { ALL: 'shared' } } })
    const id = await place.ship('one')
    const { body } = await place.ask('/environment')
    const { domains } = await place.instance()
    const { MODE, OTHER, PORT, RAILWAY_DEPLOYMENT_ID, RAILWAY_PUBLIC_DOMAIN, RAILWAY_ENVIRONMENT_NAME, ...rest } = body
    expect({ MODE, OTHER, RAILWAY_DEPLOYMENT_ID, RAILWAY_ENVIRONMENT_NAME }).toEqual({
      MODE: 'club',
      OTHER: 'club-shared',
      RAILWAY_DEPLOYMENT_ID: id,
      RAILWAY_ENVIRONMENT_NAME: 'testing',
    })
    expect(RAILWAY_PUBLIC_DOMAIN).toBe(domains.serviceDomains[0].domain)
    expect(PORT).toMatch(/^\d+$/)
    const others = Object.keys(rest).filter((name) => !name.startsWith('RAILWAY_'))
    expect(others.sort()).toEqual(['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR'])
  })

  test('writes into its own copy of the image only', async () => {
    const place = await world.place()
    const first = await place.ship('one')
    await place.ask('/write')
    await world.run('RedeploySame', { id: first, usePreviousImageTag: true })
    const [{ id }] = await place.history()
    await place.until(id, 'SUCCESS')
    expect(await place.served(id)).toMatchObject({ label: 'one' })
  })
})

describe('a deployment that does not become healthy', () => {
  test('fails with its reason, and the old one serves on untouched', async () => {
    const place = await world.place({ healthcheckTimeout: 1 })
    const good = await place.ship('good')
    await place.setVariables({ HEALTH_STATUS: '500' })
    const { pid } = await place.served(good)
    const bad = await place.upload('bad')
    const failed = await place.until(bad, 'FAILED')
    const health = (await place.steps(bad)).find(({ step }) => step === 'HEALTHCHECK')
    expect(health.payload.error).toBe('The health check at /health did not pass within 1 s: status 500')
    expect(failed).toMatchObject({ canRollback: false, deploymentStopped: true })
    expect(await place.served(good)).toMatchObject({ pid })
    expect((await world.processes()).services.map(({ deployment }) => deployment)).not.toContain(bad)
  })

  test('is started again by policy, and fails once that is exhausted', async () => {
    const place = await world.place({ restartPolicyMaxRetries: 2 }, { EXIT_AT_START: '3' })
    const id = await place.upload('crashing')
    const { diagnosis } = await place.until(id, 'FAILED')
    expect(diagnosis).toBe('The service ended with exit code 3 after 2 restarts, before its health check passed')
    const { deploymentLogs } = await world.run('DeployLogTail', { deploymentId: id, filter: '"starting crashing"' })
    expect(deploymentLogs).toHaveLength(3)
    expect(await place.ask()).toMatchObject({ status: 503, body: { code: 'no-deployment' } })
  })
})

describe('a deployment without health check', () => {
  test('serves as soon as it listens', async () => {
    const place = await world.place({ healthcheckPath: null }, { HEALTH_STATUS: '500', START_MS: '200' })
    const id = await place.ship('one')
    expect((await place.ask()).body.deployment).toBe(id)
  })

  test('has completed where it ends well', async () => {
    const place = await world.place({ healthcheckPath: null }, { EXIT_AT_START: '0' })
    const id = await place.upload('job')
    expect(await place.until(id, 'SUCCESS')).toMatchObject({
      instances: [{ status: 'EXITED' }],
      deploymentStopped: true,
    })
  })
})

describe('a deployment that crashes after it served', () => {
  test('is started again with the same id, and has crashed once that is exhausted', async () => {
    const place = await world.place({ restartPolicyMaxRetries: 1 })
    const id = await place.ship('one')
    const { pid } = await place.served(id)
    await place.ask('/crash')
    const again = await place.served(id)
    expect(again.pid).not.toBe(pid)
    await place.ask('/crash')
    expect(await place.until(id, 'CRASHED')).toMatchObject({
      deploymentStopped: true,
      instances: [{ status: 'CRASHED' }],
    })
    await until(async () => (await place.ask()).fallback)
    expect((await place.instance()).activeDeployments).toEqual([])
    await world.run('RestartDeploy', { id })
    await place.until(id, 'SUCCESS')
    await place.served(id)
  })
})
