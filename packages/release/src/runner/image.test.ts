import { expect, it } from 'vitest'
import { currentOf } from '../journal/current.ts'
import { openJournal } from '../journal/journal.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const [one, two] = [digest('1'), digest('2')]

it('an image goes live by the digest that the platform has on record, and is what there is to go back to', async () => {
  const environment = await SimulatedEnvironment.open([{ digest: two, failsAfterMs: 1_000 }])
  expect((await environment.release(one, { image: true })).verdict).toBe('live')
  const { live } = await currentOf(openJournal(environment.store), 'testing')
  expect(live?.artifact).toEqual({ kind: 'image', digest: one, reference: `registry.example/shop@${one}` })
  expect((await environment.release(two, { image: true })).verdict).toBe('rolled back')
  expect(environment.platform.serving?.digest).toBe(one)
  expect(environment.platform.configuration?.image).toBe(`registry.example/shop@${one}`)
})

it('a bundle takes the image off that the service was set to, and a rollback to the image sets it again', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release(one, { image: true })
  expect(environment.platform.image).toBe(`registry.example/shop@${one}`)
  const { verdict, findings, parts } = await environment.release(two)
  expect({ verdict, findings, image: environment.platform.image }).toEqual({ verdict: 'live', findings: [] })
  expect(parts[0]).not.toHaveProperty('noticed')
  expect((await environment.release(one, { image: true })).verdict).toBe('live')
  expect(environment.platform.image).toBe(`registry.example/shop@${one}`)
})

it.each([
  ['a bundle', false],
  ['an image', true],
] as const)(
  'a rollback that a person asks for ends with the source of what it brings back: %s',
  async (_name, isImage) => {
    const environment = await SimulatedEnvironment.open()
    await environment.release(one, isImage ? { image: true } : {})
    await environment.release(two, isImage ? {} : { image: true })
    const back = { kind: 'rollback', restore: 'deployment-1', ...(isImage && { image: true as const }) } as const
    expect(await environment.release(one, back)).toMatchObject({ verdict: 'live' })
    expect(environment.platform.image).toBe(isImage ? `registry.example/shop@${one}` : undefined)
    expect(environment.platform.serving?.digest).toBe(one)
  },
)

it.each([
  ['a bundle over an image, that fails', false, `registry.example/shop@${one}`],
  ['an image over a bundle, that fails', true, undefined],
] as const)('%s, leaves the service set to what it was set to', async (_name, isImage, before) => {
  const environment = await SimulatedEnvironment.open([{ digest: two, failsAfterMs: 1_000 }])
  await environment.release(one, isImage ? {} : { image: true })
  const state = await environment.release(two, isImage ? { image: true } : {})
  expect(state).toMatchObject({ verdict: 'rolled back' })
  expect(environment.platform).toMatchObject({ image: before, serving: { digest: one } })
})

it.each([undefined, `registry.example/old@${one}`])(
  'a first release that fails leaves the service set to what it was found with: %s',
  async (found) => {
    const environment = await SimulatedEnvironment.open([{ digest: two, starts: false }])
    environment.platform.image = found
    expect((await environment.release(two, found === undefined ? { image: true } : {})).verdict).toBe('failed')
    expect(environment.platform.image).toBe(found)
  },
)

it('where the platform keeps the image set, nothing fails by it and it is said, on the way forth and back', async () => {
  const environment = await SimulatedEnvironment.open([{ digest: two, failsAfterMs: 1_000 }])
  const left = { code: 'image-left', sentence: expect.stringContaining(`still set to registry.example/shop@${one}`) }
  await environment.release(one, { image: true })
  environment.platform.keepsImageSet = true
  const forth = await environment.release(digest('3'))
  expect(forth).toMatchObject({ verdict: 'live', parts: [{ noticed: [left] }] })
  const bad = await environment.release(two, { image: true })
  const leftBad = { code: 'image-left', sentence: expect.stringContaining(`still set to registry.example/shop@${two}`) }
  expect(bad).toMatchObject({ verdict: 'rolled back', parts: [{ noticed: [leftBad] }] })
  expect(environment.platform.serving?.digest).toBe(digest('3'))
})

it('an image whose deployment was not answered is found by its digest, and not deployed twice', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release(one)
  environment.platform.troubles.set('upload', ['lost'])
  expect((await environment.release(two, { image: true })).verdict).toBe('live')
  expect(environment.platform.deploymentCount).toBe(2)
})

it('an image that the platform keeps no longer is deployed from its registry again on the way back', async () => {
  const environment = await SimulatedEnvironment.open([{ digest: two, failsAfterMs: 1_000 }])
  await environment.release(one, { image: true })
  const forget = () => environment.platform.forgetImage('deployment-1')
  const state = await environment.release(two, { image: true }, { onProgress: forget })
  expect(state.verdict).toBe('rolled back')
  expect(state.findings.map(({ code }) => code)).toEqual(['rollback-target-cold'])
  expect(environment.platform.serving).toMatchObject({ digest: one })
})

it('what the platform runs in place of the image is no release of it', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release(one, { image: true })
  environment.platform.runsInstead = one
  const state = await environment.release(two, { image: true })
  expect(state).toMatchObject({ verdict: 'rolled back', reason: { code: 'identity-other-digest' } })
})
