import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { resolveImage } from '@kickai/release'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Found } from '../../../../scripts/testing/find-program.ts'
import { describeWith, dockerRegistry } from '../../../../scripts/testing/needs.ts'
import { buildImage, nodeImage, podman } from '../../../../scripts/testing/podman.ts'
import { startRegistry } from '../../../../scripts/testing/registry.ts'
import { startEmbedded } from '../fixtures/embedded.ts'
import { temporaryFolder, temporaryRepository } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig, nodeService } from '../fixtures/node-service.ts'
import { imageName } from './image.ts'

const run = promisify(execFile)
const dockerfile = `ARG BASE\nFROM \${BASE}\nWORKDIR /app\nCOPY server.mjs kickai-bundle.json ./\nUSER 1000:1000\n`

afterEach(() => {
  vi.unstubAllEnvs()
})

test.each([
  ['a commit beside it', 'deploy', ['--image', '127.0.0.1:1/shop', '--commit', 'HEAD']],
  ['a commit beside it', 'plan', ['--image', '127.0.0.1:1/shop', '--commit', 'HEAD']],
  ['no registry', 'deploy', ['--image', 'shop:one']],
  ['a digest that is none', 'deploy', ['--image', '127.0.0.1:1/shop@sha256:1']],
])('%s for a %s is refused before anybody is asked', async (_name, command, words) => {
  const folder = temporaryFolder({ 'kickai.config.ts': nodeConfig })
  expect((await kickai(folder, [command, 'testing', ...words, '--json'])).json().error.code).toBe('usage')
})

test('what the release of an image would change is shown by its digest, and nothing is changed', async () => {
  const digest = `sha256:${'5'.repeat(64)}`
  const asked: (string | undefined)[] = []
  const registry = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`)
    response.writeHead(url?.endsWith('/one') ? 200 : 404, { 'docker-content-digest': digest }).end()
  })
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void registry.close())
  const image = `127.0.0.1:${(registry.address() as AddressInfo).port}/shop`
  // No repository, and nothing to build.
  const folder = temporaryFolder({ 'kickai.config.ts': nodeConfig })
  const embedded = await startEmbedded(folder)

  const planned = await kickai(folder, ['plan', 'testing', '--image', `${image}:one`, '--detailed-exitcode', '--json'])
  const { dirty, ...plan } = planned.json()
  expect({ code: planned.code, plan, dirty }).toMatchObject({
    code: 10,
    plan: { unchanged: false, digest, image: `${image}@${digest}`, parts: [{ service: 'web', how: 'upload' }] },
    dirty: undefined,
  })
  expect(plan.changes).toContainEqual({
    service: 'web',
    what: 'configuration image',
    change: 'added',
    to: `${image}@${digest}`,
  })
  const unknown = await kickai(folder, ['plan', 'testing', '--image', `${image}:two`, '--json'])
  expect(unknown.json().error.code).toBe('image-unknown')
  expect(new Set(asked)).toEqual(new Set(['HEAD /v2/shop/manifests/one', 'HEAD /v2/shop/manifests/two']))
  expect(await embedded.deployments('testing')).toEqual([])
})

function both(first: Found, second: Found): Found {
  return 'missing' in first ? first : second
}

describeWith(both(dockerRegistry(), podman()), 'an image of a registry', (program) => {
  test('is released, promoted by the same digest, replaced by a bundle, and gone back to, whatever its tag stands for by then', async () => {
    const registry = await startRegistry(dockerRegistryPath())
    onTestFinished(() => registry.stop())
    const authFile = join(temporaryFolder(), 'auth.json')
    vi.stubEnv('REGISTRY_AUTH_FILE', authFile)
    vi.stubEnv('SHOP_REGISTRY_PASSWORD', registry.password)
    const { address, user, password } = registry
    await run(program, ['login', '--tls-verify=false', '--username', user, '--password', password, address])
    const base = await nodeImage(program)
    const tag = `${address}/shop:newest`
    const push = async (version: string) => {
      // A digest of files says nothing of an image; whoever tells one is not held to it.
      const files = { 'server.mjs': nodeService(version), 'kickai-bundle.json': '{}', Dockerfile: dockerfile }
      const image = await buildImage(program, temporaryFolder(files), {
        name: `kickai-testing-shop-${process.pid}`,
        base,
      })
      onTestFinished(() => image.remove())
      await run(program, ['push', '--quiet', '--compression-format', 'zstd', '--tls-verify=false', image.name, tag])
      await image.remove()
    }
    const artifacts = `artifacts: { registry: '${address}/artifacts', user: '${user}', password: 'env:SHOP_REGISTRY_PASSWORD' },\n  lease:`
    const folder = temporaryRepository({
      'kickai.config.ts': nodeConfig.replace('lease:', artifacts),
      'server.mjs': nodeService('bundle'),
      '.gitignore': '.kickai/\n',
    })
    const unknown = resolveImage(imageName(tag), {
      credentials: { kind: 'password', user, password: { reveal: () => password } },
      agent: 'a test',
    })
    await expect(unknown).rejects.toMatchObject({ code: 'image-unknown' })
    const fetched: string[] = []
    onTestFinished(async () => void (await run(program, ['rmi', '--force', '--ignore', ...fetched])))
    const released = async (...words: string[]) => {
      const { code, json, err } = await kickai(folder, [...words, '--json'])
      expect({ words, code, err }).toMatchObject({ words, code: 0 })
      return json()
    }

    const [embedded] = await Promise.all([startEmbedded(folder), push('one')])
    const one = await released('deploy', 'testing', '--image', tag)
    expect(one).toMatchObject({ verdict: 'live', identity: 'proven', health: { version: 'one' } })
    expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    const image = `${address}/shop@${one.digest}`
    fetched.push(image)
    expect(await embedded.image('testing')).toBe(image)
    // A bundle takes the image off, and going back to the image sets it again.
    const [bundle] = await Promise.all([released('deploy', 'testing'), push('two')])
    expect(bundle).toMatchObject({ verdict: 'live', health: { version: 'bundle' } })
    expect(await embedded.image('testing')).toBeUndefined()
    const back = await released('rollback', 'testing')
    expect(back).toMatchObject({ verdict: 'live', digest: one.digest, health: { version: 'one' } })
    expect(await embedded.image('testing')).toBe(image)
    const promoted = await released('promote', 'testing', 'staging')
    expect(promoted).toMatchObject({ verdict: 'live', digest: one.digest, health: { version: 'one' } })
    const two = await released('deploy', 'testing', '--image', tag)
    fetched.push(`${address}/shop@${two.digest}`)
    expect(two).toMatchObject({ verdict: 'live', health: { version: 'two' } })
    expect(two.digest).not.toBe(one.digest)
    expect(await released('deploy', 'testing', '--image', tag)).toMatchObject({ unchanged: true, digest: two.digest })
    const plan = await released('plan', 'testing', '--image', tag, '--detailed-exitcode')
    expect(plan).toMatchObject({ unchanged: true, changes: [], image: `${address}/shop@${two.digest}` })
    const shown = await released('show', one.release)
    expect(JSON.stringify(shown)).toContain(image)
    expect(JSON.stringify(shown)).not.toContain(password)
  }, 120_000)
})

function dockerRegistryPath(): string {
  const found = dockerRegistry()
  return 'path' in found ? found.path : ''
}
