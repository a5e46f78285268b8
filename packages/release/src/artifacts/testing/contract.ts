import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Artifacts } from '../../ports/artifacts.ts'
import { bundleOf, same } from './bundles.ts'

/**
 * What every place for artifacts holds to. `open` gives the same place each time within a test, another one in each test;
 * `damage` makes what is kept in it something else than was put there.
 */
export function artifactsContract(place: {
  readonly open: () => Promise<Artifacts>
  readonly damage: (digest: string) => Promise<void>
  readonly damaged: string
}): void {
  test('gives back what was put, to another process too, and nothing for other digests', async () => {
    const { artifact, archive } = await bundleOf(randomBytes(3_000_000))
    expect(await (await place.open()).get(artifact.digest)).toBeUndefined()
    await (await place.open()).put(artifact, archive)
    expect(same(await (await place.open()).get(artifact.digest), archive)).toBe(true)
    expect(await (await place.open()).get(`sha256:${'b'.repeat(64)}`)).toBeUndefined()
  })

  test('the same put twice, and many at once, is harmless', async () => {
    const { artifact, archive } = await bundleOf('once')
    const artifacts = await place.open()
    await Promise.all(Array.from({ length: 5 }, () => artifacts.put(artifact, archive)))
    await artifacts.put(artifact, archive)
    expect(same(await artifacts.get(artifact.digest), archive)).toBe(true)
  })

  test('the same files under another commit are one or the other of them, whole', async () => {
    const [first, second] = [await bundleOf('files', 'a'.repeat(40)), await bundleOf('files', 'b'.repeat(40))]
    expect(first.artifact.digest).toBe(second.artifact.digest)
    const artifacts = await place.open()
    await artifacts.put(first.artifact, first.archive)
    await artifacts.put(second.artifact, second.archive)
    const kept = await artifacts.get(first.artifact.digest)
    expect([first, second].some(({ archive }) => same(kept, archive))).toBe(true)
  })

  test('an artifact without a commit is kept like any other', async () => {
    const { artifact, archive } = await bundleOf('a folder')
    const artifacts = await place.open()
    await artifacts.put({ kind: 'bundle', digest: artifact.digest }, archive)
    expect(same(await artifacts.get(artifact.digest), archive)).toBe(true)
  })

  test('what is no longer what was put is refused', async () => {
    const { artifact, archive } = await bundleOf('whole')
    const artifacts = await place.open()
    await artifacts.put(artifact, archive)
    await place.damage(artifact.digest)
    await expect((await place.open()).get(artifact.digest)).rejects.toMatchObject({
      code: place.damaged,
      wayOut: expect.stringMatching(/\.$/),
    })
  })

  test('a digest that is none is refused', async () => {
    const { archive } = await bundleOf('x')
    const artifacts = await place.open()
    for (const digest of ['', 'sha256:', `sha256:${'A'.repeat(64)}`, '../../outside', `sha512:${'a'.repeat(64)}`]) {
      await expect(artifacts.get(digest)).rejects.toMatchObject({ code: 'artifact-digest-malformed' })
      await expect(artifacts.put({ kind: 'bundle', digest }, archive)).rejects.toMatchObject({
        code: 'artifact-digest-malformed',
      })
    }
  })
}
