import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { systemClock } from '../../clock/system-clock.ts'
import type { Clock } from '../../ports/clock.ts'
import { bundleOf, type PackedBundle, same } from '../testing/bundles.ts'
import type { Fault } from '../testing/double-faults.ts'
import { type DoubleOptions, type RegistryDouble, startRegistryDouble } from '../testing/registry-double.ts'
import type { RegistryCredentials } from './credentials.ts'
import { parseRegistry } from './reference.ts'
import { type RegistryOptions, registryArtifacts } from './registry.ts'

const password = 'planted-password'
const deployer: RegistryCredentials = { kind: 'password', user: 'deployer', password: { reveal: () => password } }

function open({ reference }: Pick<RegistryDouble, 'reference'>, options: Partial<RegistryOptions> = {}) {
  const place = parseRegistry(reference)
  if (typeof place === 'string') throw new Error(place)
  const pauses: number[] = []
  // Pauses between tries are only written down.
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      if (ms === 120_000 || ms === 300_000 || ms === options.getMs) return await systemClock.sleep(ms, signal)
      pauses.push(ms)
    },
  }
  return { ...registryArtifacts(place, { credentials: deployer, agent: 'kickai test', clock, ...options }), pauses }
}

/** A double that keeps a bundle already. */
async function keeping(options?: DoubleOptions): Promise<{ double: RegistryDouble; bundle: PackedBundle }> {
  const double = await startRegistryDouble(options)
  const bundle = await bundleOf(randomBytes(100_000))
  await open(double).put(bundle.artifact, bundle.archive)
  double.requests.length = 0
  return { double, bundle }
}

test('a token is fetched once for reading and once for writing, and used until it ends', async () => {
  const double = await startRegistryDouble({ password, tokenSeconds: 300 })
  const { artifact, archive } = await bundleOf('x')
  const artifacts = open(double)
  await artifacts.put(artifact, archive)
  await artifacts.get(artifact.digest)
  expect(same(await artifacts.get(artifact.digest), archive)).toBe(true)
  const asked = double.requests.filter(({ where }) => where === 'tokens').map(({ line }) => line)
  expect(asked).toEqual(
    ['pull', 'pull%2Cpush', 'pull'].map(
      (rights) => `GET /token?service=double&scope=repository%3Ateam%2Fclub%3A${rights}`,
    ),
  )
  // The password goes to the place for tokens alone.
  for (const { where, authorization = '' } of double.requests)
    expect(authorization.startsWith('Basic ')).toBe(where === 'tokens')
})

test('a token that has ended is fetched anew', async () => {
  const double = await startRegistryDouble({ password, tokenSeconds: 5 })
  const artifacts = open(double)
  const digest = `sha256:${'a'.repeat(64)}`
  await artifacts.get(digest)
  await artifacts.get(digest)
  expect(double.requests.filter(({ where }) => where === 'tokens')).toHaveLength(2)
})

test('a wrong password is refused, and told by nobody', async () => {
  const double = await startRegistryDouble({ password: 'another' })
  const basic = Buffer.from(`deployer:${password}`).toString('base64')
  double.next(/token/, {
    status: 401,
    body: JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: `${basic} and ${password}\u0007` }] }),
  })
  const error = await open(double)
    .get(`sha256:${'a'.repeat(64)}`)
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'registry-refused' })
  expect(String(error)).toMatch(/gives no token \(401: UNAUTHORIZED \[secret\] and \[secret\] \)/)
})

test('a ready-made token is sent as it is; one that is not taken is refused without asking for another', async () => {
  const double = await startRegistryDouble({ password })
  const credentials: RegistryCredentials = { kind: 'token', token: { reveal: () => 'ready-made' } }
  await expect(open(double, { credentials }).get(`sha256:${'a'.repeat(64)}`)).rejects.toMatchObject({
    code: 'registry-refused',
  })
  expect(double.requests).toMatchObject([{ where: 'registry', authorization: 'Bearer ready-made' }])
})

test('bytes that lie elsewhere are followed, and nobody there is told who we are', async () => {
  const { double, bundle } = await keeping({ password, bytesElsewhere: true })
  expect(same(await open(double).get(bundle.artifact.digest), bundle.archive)).toBe(true)
  const elsewhere = double.requests.filter(({ where }) => where === 'bytes')
  expect(elsewhere).toEqual([{ where: 'bytes', line: expect.stringContaining('sha256:'), authorization: undefined }])
})

test('bytes that are to be put elsewhere go there, and nobody there is told who we are', async () => {
  const double = await startRegistryDouble({ password })
  const { artifact, archive } = await bundleOf('x')
  const artifacts = open(double)
  await artifacts.get(artifact.digest)
  double.next(/POST/, { status: 202, headers: { location: `${double.elsewhere}/upload?state=x` } })
  await artifacts.put(artifact, archive)
  // It knows no such upload, so another one is begun.
  expect(double.requests.filter(({ where }) => where === 'bytes')).toEqual([
    { where: 'bytes', line: expect.stringMatching(/^PUT \/upload\?state=x&digest=sha256/), authorization: undefined },
  ])
  expect(same(await artifacts.get(artifact.digest), archive)).toBe(true)
})

test.each([
  ['an unencrypted place', 'http://registry.example/bytes', /not encrypted/],
  ['nowhere', undefined, /without saying where/],
  ['itself', 'x', /again and again/],
])('a request that is sent on to %s is not followed', async (_name, location, sentence) => {
  const { double, bundle } = await keeping()
  const headers = location === undefined ? {} : { location }
  double.next(/blobs/, { status: 307, headers }, 9)
  await expect(open(double).get(bundle.artifact.digest)).rejects.toMatchObject({
    code: 'registry-answer-unusable',
    message: expect.stringMatching(sentence),
  })
})

test('a place for tokens that is not encrypted gets no password', async () => {
  const double = await startRegistryDouble()
  double.next(/manifests/, { status: 401, headers: { 'www-authenticate': 'Bearer realm="http://auth.example/token"' } })
  await expect(open(double).get(`sha256:${'a'.repeat(64)}`)).rejects.toMatchObject({
    code: 'registry-answer-unusable',
    message: expect.stringContaining('not encrypted'),
  })
})

test('too many requests, and a registry that is out of order, are waited for as long as it says', async () => {
  const { double, bundle } = await keeping()
  double.next(/manifests/, { status: 429, headers: { 'retry-after': '7' } })
  double.next(/manifests/, { status: 503 })
  double.next(/GET .*blobs/, 'break')
  double.next(/GET .*blobs/, 'shorten')
  const artifacts = open(double)
  expect(same(await artifacts.get(bundle.artifact.digest), bundle.archive)).toBe(true)
  expect(artifacts.pauses).toEqual([7_000, 500, 250, 500])
})

test('what is out of order for long is unreachable, after some tries', async () => {
  const { double, bundle } = await keeping()
  const lines = (fault: Fault, times: number) => double.next(/manifests/, fault, times)
  lines({ status: 503 }, 4)
  await expect(open(double).get(bundle.artifact.digest)).rejects.toMatchObject({
    code: 'registry-unreachable',
    message: expect.stringContaining('answered 503'),
  })
  expect(double.requests).toHaveLength(4)
  // Longer than anybody would wait.
  lines({ status: 429, headers: { 'retry-after': '3600' } }, 1)
  await expect(open(double).get(bundle.artifact.digest)).rejects.toMatchObject({ code: 'registry-unreachable' })
  expect(double.requests).toHaveLength(5)
})

test('nobody there, and one who never answers, are unreachable', async () => {
  const { double, bundle } = await keeping()
  double.next(/manifests/, 'hang')
  await expect(open(double, { getMs: 200 }).get(bundle.artifact.digest)).rejects.toMatchObject({
    code: 'registry-unreachable',
    message: expect.stringContaining('within 0.2 s'),
  })
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  await expect(open({ reference: `127.0.0.1:${port}/team/club` }).get(bundle.artifact.digest)).rejects.toMatchObject({
    code: 'registry-unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  })
})

test('bytes that are not those of the manifest are refused: too few, others, too many', async () => {
  for (const [fault, times, code] of [
    ['shorten', 4, 'artifact-damaged'],
    ['alter', 1, 'artifact-damaged'],
    ['pour', 1, 'registry-answer-unusable'],
    ['break', 4, 'registry-unreachable'],
    [{ status: 404 }, 1, 'artifact-damaged'],
  ] as const) {
    const { double, bundle } = await keeping()
    double.next(/GET .*blobs/, fault, times)
    await expect(open(double).get(bundle.artifact.digest)).rejects.toMatchObject({ code })
  }
})

test('a manifest that is not that of the bundle asked for is refused', async () => {
  const { double, bundle } = await keeping()
  const other = await bundleOf('another')
  await open(double).put(other.artifact, other.archive)
  const path = `manifests/${bundle.artifact.digest.replace(':', '-')}`
  const its = double.manifests.get(path)?.toString() ?? ''
  const others = double.manifests.get(`manifests/${other.artifact.digest.replace(':', '-')}`)?.toString() ?? ''
  const relabelled = others.replaceAll(other.artifact.digest, bundle.artifact.digest)
  for (const [manifest, sentence] of [
    ['a letter', /no JSON/],
    ['{}', /not that of a bundle/],
    [others, new RegExp(other.artifact.digest)],
    [relabelled, /its bytes are the bundle/],
    [its.replace(/"size":\d+,"ann/, '"size":9999999999,"ann'), /are the most/],
  ] as const) {
    double.manifests.set(path, Buffer.from(manifest))
    await expect(open(double).get(bundle.artifact.digest)).rejects.toMatchObject({
      code: 'artifact-damaged',
      message: expect.stringMatching(sentence),
    })
  }
  // Putting the bundle again makes it good.
  await open(double).put(bundle.artifact, bundle.archive)
  expect(same(await open(double).get(bundle.artifact.digest), bundle.archive)).toBe(true)
})

test('a put goes on where an answer is lost or something passes, and sends nothing twice that is there', async () => {
  const double = await startRegistryDouble()
  const { artifact, archive } = await bundleOf(randomBytes(50_000))
  double.next(/PUT .*uploads/, 'lose-answer')
  double.next(/PUT .*manifests/, { status: 502 })
  double.next(/POST/, { status: 429 })
  await open(double).put(artifact, archive)
  expect(double.requests.filter(({ line }) => line.startsWith('PUT') && line.includes('uploads'))).toHaveLength(2)
  expect(same(await open(double).get(artifact.digest), archive)).toBe(true)
  double.requests.length = 0
  await open(double).put(artifact, archive)
  expect(double.requests.map(({ line }) => line.split(' ')[0])).toEqual(['GET', 'HEAD'])
})

test('a put that is not safely kept has failed', async () => {
  const { artifact, archive } = await bundleOf('x')
  for (const [line, fault, times, code] of [
    [/PUT .*uploads/, { status: 413 }, 1, 'registry-refused'],
    [/POST/, { status: 403, body: '{"errors":[{"code":"DENIED","message":"read only"}]}' }, 1, 'registry-refused'],
    [/POST/, { status: 200 }, 1, 'registry-answer-unusable'],
    [/PUT .*manifests/, { status: 400, body: '{"errors":[{"code":"BLOB_UNKNOWN"}]}' }, 4, 'artifact-not-kept'],
    [/PUT .*manifests/, { status: 201 }, 1, 'artifact-not-kept'],
    [/PUT .*manifests/, { status: 503 }, 4, 'registry-unreachable'],
  ] as const) {
    const double = await startRegistryDouble()
    double.next(line, fault, times)
    await expect(open(double).put(artifact, archive)).rejects.toMatchObject({ code })
  }
})

test('what no get would give back is not put there', async () => {
  const double = await startRegistryDouble()
  const [one, other] = [await bundleOf('one'), await bundleOf('other')]
  const artifacts = open(double, { mostBytes: 1_000_000 })
  for (const archive of [other.archive, randomBytes(1_000), randomBytes(1_000_001)])
    await expect(artifacts.put(one.artifact, archive)).rejects.toMatchObject({ code: 'artifact-not-kept' })
  expect(double.requests).toEqual([])
})
