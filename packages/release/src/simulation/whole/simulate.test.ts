import { describe, expect, it } from 'vitest'
import { simulate } from './simulate.ts'

describe('releases drawn at random', () => {
  it('keep every promise, whatever befalls them', async () => {
    const { releases, violation } = await simulate(1, 1_000)
    expect(violation).toBeUndefined()
    expect(releases).toBe(1_000)
  })
})
