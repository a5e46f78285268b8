import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest'
import { describeWith } from '../../../../scripts/testing/needs.ts'
import { buildImage, nodeImage, podman } from '../../../../scripts/testing/podman.ts'
import { until } from '../fixtures/until.ts'
import { type Place, World } from '../fixtures/world.ts'
import { processStartTime } from '../router/process-start.ts'
import { isImageReference } from './image.ts'
import { wordsOf } from './program.ts'

test('names of images', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  for (const good of [
    'nginx',
    'library/nginx:1.27',
    '127.0.0.1:5000/shop:one',
    `ghcr.io/who/shop@${digest}`,
    'localhost/shop',
  ])
    expect({ good, is: isImageReference(good) }).toEqual({ good, is: true })
  for (const bad of ['', '-v/etc:/etc', 'Shop one', 'shop@sha256:1', '--rm', 'shop:', `shop@${digest} --privileged`])
    expect({ bad, is: isImageReference(bad) }).toEqual({ bad, is: false })
})

test('a command line without a shell', () => {
  expect(wordsOf('node --flag="a b" \'it is\' x')).toEqual(['node', '--flag=a b', 'it is', 'x'])
  expect(wordsOf('')).toEqual([])
})

describeWith(podman(), 'a service of an image', (program) => {
  const images = new Map<'one' | 'two', Awaited<ReturnType<typeof buildImage>>>()

  beforeAll(async () => {
    const base = await nodeImage(program)
    const build = (label: 'one' | 'two') =>
      inFolder(async (folder) => {
        await cp(join(import.meta.dirname, '../fixtures/service'), folder, { recursive: true })
        await writeFile(join(folder, 'label.txt'), label)
        await writeFile(join(folder, 'Dockerfile'), dockerfile)
        images.set(label, await buildImage(program, folder, { name: `kickai-testing-${label}-${process.pid}`, base }))
      })
    await Promise.all([build('one'), build('two')])
  })
  afterAll(async () => {
    await Promise.all([...images.values()].map((image) => image.remove()))
  })

  async function opened({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<World> {
    const world = await World.start({ sampleSeconds: 1 })
    onTestFinished(() => world.end())
    return world
  }

  async function deployed(place: Place, which: 'one' | 'two', variables = {}): Promise<string> {
    if (Object.keys(variables).length > 0) await place.setVariables(variables)
    await place.configure({ source: { image: images.get(which)?.name } })
    const { serviceInstanceDeployV2 } = await place.world.run('Deploy', place.ids)
    return serviceInstanceDeployV2
  }

  test.concurrent('is started, checked, told its variables, measured, taken up by the next supervisor, drained and rolled back to', async (ending) => {
    const world = await opened(ending)
    const place = await world.place({ startCommand: null, drainingSeconds: 5 })
    const first = await deployed(place, 'one', { MODE: 'a line\nand another' })
    const record = await place.until(first, 'SUCCESS')
    expect(record.meta).toMatchObject({ reason: 'deploy', imageDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) })
    expect(record.meta.image).toMatch(/^localhost\/kickai-testing-one-\d+@sha256:/)
    expect(await place.served(first)).toMatchObject({ label: 'one', pid: 1 })
    const { body } = await place.ask('/environment')
    expect(body).toMatchObject({ MODE: 'a line\nand another', RAILWAY_DEPLOYMENT_ID: first, PORT: expect.any(String) })
    expect(body.PATH).not.toContain(process.env.PATH)

    const { supervisor, services } = await world.processes()
    const pid = services[0]?.pid ?? 0
    process.kill(supervisor.pid, 'SIGKILL')
    await until(() => processStartTime(supervisor.pid) === undefined)
    await world.again()
    expect((await world.processes()).services).toMatchObject([{ pid, deployment: first }])
    expect((await place.served(first)).label).toBe('one')
    const memory = await until(async () => {
      const { metrics } = await world.run('Usage', {
        environmentId: place.ids.environmentId,
        serviceId: place.ids.serviceId,
        startDate: new Date(Date.now() - 60_000),
        measurements: ['MEMORY_USAGE_GB'],
      })
      return metrics[0]?.values.at(-1)?.value
    })
    expect(memory).toBeGreaterThan(0.01)

    const second = await deployed(place, 'two')
    await place.until(second, 'SUCCESS')
    expect((await place.served(second)).label).toBe('two')
    await place.until(first, 'REMOVED')
    expect(processStartTime(pid)).toBeUndefined()
    await world.run('Rollback', { id: first })
    const [{ id: back }] = await place.history()
    expect((await place.until(back, 'SUCCESS')).meta).toMatchObject({
      reason: 'rollback',
      imageDigest: record.meta.imageDigest,
    })
    expect((await place.served(back)).label).toBe('one')
  })

  test.concurrent('is started again when its process ends, killed when it is deaf, and an image that cannot be had is told', async (ending) => {
    const world = await opened(ending)
    const place = await world.place({ startCommand: 'node service.mjs', drainingSeconds: 1 })
    const id = await deployed(place, 'one', { DEAF: '1' })
    await place.until(id, 'SUCCESS')
    const before = (await world.processes()).services.find(({ deployment }) => deployment === id)?.pid ?? 0
    process.kill(before, 'SIGKILL')
    const after = await until(async () => {
      const pid = (await world.processes()).services.find(({ deployment }) => deployment === id)?.pid
      return pid !== before && pid
    })
    await place.served(id)
    await world.run('RemoveDeploy', { id })
    await place.until(id, 'REMOVED')
    expect(processStartTime(after)).toBeUndefined()

    const asked: (string | undefined)[] = []
    const registry = createServer(({ url }, response) => {
      asked.push(url)
      response.writeHead(url === '/v2/' ? 200 : 404).end()
    })
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
    ending.onTestFinished(() => void registry.close())
    const elsewhere = `127.0.0.1:${(registry.address() as AddressInfo).port}/nowhere`
    for (const image of ['localhost/kickai-testing-nowhere', elsewhere]) {
      await place.configure({ source: { image } })
      const { serviceInstanceDeployV2: lost } = await world.run('Deploy', place.ids)
      await place.until(lost, 'FAILED')
      expect((await place.deployment(lost)).meta.imageDigest).toBeUndefined()
      const { buildLogs } = await world.run('BuildLogTail', { deploymentId: lost })
      expect(buildLogs.at(-1).message).toContain(`The image ${image} cannot be had`)
    }
    expect(asked).toContain('/v2/nowhere/manifests/latest')
  })
})

const dockerfile = `ARG BASE
FROM \${BASE}
WORKDIR /app
COPY . ./
USER 1000:1000
CMD ["node", "service.mjs"]
`

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-image-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
