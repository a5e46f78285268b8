import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeWith, dockerRegistry } from '../../../../scripts/testing/needs.ts'
import { startRegistry, type TestRegistry } from '../../../../scripts/testing/registry.ts'
import { cachedArtifacts } from './cached.ts'
import { directoryArtifacts } from './directory.ts'
import type { RegistryCredentials } from './registry/credentials.ts'
import { parseRegistry } from './registry/reference.ts'
import { registryArtifacts } from './registry/registry.ts'
import { bundleOf, same } from './testing/bundles.ts'
import { artifactsContract } from './testing/contract.ts'

describe('a directory', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kickai-artifacts-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  artifactsContract({
    open: async () => directoryArtifacts(join(folder, 'made')),
    async damage() {
      await overwriteLargest(folder)
    },
    damaged: 'artifact-unreadable',
  })
})

describeWith(dockerRegistry(), 'a registry', (program) => {
  let registry: TestRegistry
  let repository: string
  beforeAll(async () => {
    registry = await startRegistry(program)
  })
  afterAll(() => registry?.stop())
  beforeEach(() => {
    repository = `team/club-${randomUUID()}`
  })

  const credentials = (password = registry.password): RegistryCredentials => ({
    kind: 'password',
    user: registry.user,
    password: { reveal: () => password },
  })
  const open = (who = credentials()) => {
    const place = parseRegistry(`${registry.address}/${repository}`)
    if (typeof place === 'string') throw new Error(place)
    return registryArtifacts(place, { credentials: who, agent: 'kickai test' })
  }

  artifactsContract({
    open: async () => open(),
    async damage(digest) {
      const { layers } = await manifestOf(digest)
      const hex = layers[0]?.digest.slice('sha256:'.length) ?? ''
      const blob = join(registry.data, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data')
      await writeFile(blob, Buffer.alloc((await stat(blob)).size, 'x'))
    },
    damaged: 'artifact-damaged',
  })

  const ask = async (path: string) => {
    const authorization = `Basic ${Buffer.from(`${registry.user}:${registry.password}`).toString('base64')}`
    const accept = 'application/vnd.oci.image.manifest.v1+json'
    return await fetch(`http://${registry.address}/v2/${repository}/${path}`, { headers: { authorization, accept } })
  }
  const manifestOf = async (digest: string) =>
    (await (await ask(`manifests/${digest.replace(':', '-')}`)).json()) as {
      layers: { digest: string; mediaType: string }[]
    }

  test('what is kept is an artifact as the specification has it', async () => {
    const { artifact, archive } = await bundleOf('as it must be')
    await open().put(artifact, archive)
    expect(await manifestOf(artifact.digest)).toMatchObject({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      artifactType: 'application/vnd.kickai.bundle.v1',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
      layers: [{ mediaType: 'application/vnd.kickai.bundle.v1.tar+gzip', size: archive.byteLength }],
      annotations: {
        'org.opencontainers.image.revision': artifact.commit,
        'dev.kickai.bundle.digest': artifact.digest,
      },
    })
    expect(await (await ask('tags/list')).json()).toMatchObject({ tags: [artifact.digest.replace(':', '-')] })
  })

  test('nobody, and a wrong password, are refused, and the password is not told', async () => {
    const { artifact, archive } = await bundleOf('x')
    for (const who of [{ kind: 'nobody' } as const, credentials('not-the-password')]) {
      for (const work of [() => open(who).put(artifact, archive), () => open(who).get(artifact.digest)]) {
        const error = await work().then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        expect(error).toMatchObject({ code: 'registry-refused', wayOut: expect.stringContaining('password') })
        expect(String(error)).not.toContain('not-the-password')
      }
    }
  })

  test('with a directory before it, everything is in both, and each makes good what the other lacks', async () => {
    const near = await mkdtemp(join(tmpdir(), 'kickai-artifacts-'))
    try {
      const artifacts = cachedArtifacts(directoryArtifacts(near), open(), (error) => {
        throw error
      })
      const { artifact, archive } = await bundleOf('kept twice')
      await artifacts.put(artifact, archive)
      expect(same(await directoryArtifacts(near).get(artifact.digest), archive)).toBe(true)
      expect(same(await open().get(artifact.digest), archive)).toBe(true)
      await overwriteLargest(near)
      expect(same(await artifacts.get(artifact.digest), archive)).toBe(true)
      expect(same(await directoryArtifacts(near).get(artifact.digest), archive)).toBe(true)
    } finally {
      await rm(near, { recursive: true, force: true })
    }
  })
})

/** Damages the archive in a folder, the largest of its files. */
async function overwriteLargest(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.name.endsWith('.tgz'))
    .map(({ parentPath, name }) => join(parentPath, name))
  for (const file of files) await writeFile(file, Buffer.alloc((await readFile(file)).length, 'x'))
  expect(files).toHaveLength(1)
}
