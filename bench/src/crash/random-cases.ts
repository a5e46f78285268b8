import type { Random } from '@kickai/release'
import { type Case, type Scenario, scenarios } from './places.ts'

const usual: readonly { scenario: Scenario; share: number }[] = [
  { scenario: scenarios.deploy, share: 0.4 },
  { scenario: scenarios.rollback, share: 0.25 },
  { scenario: scenarios['automatic rollback'], share: 0.35 },
]

/** So many kills at times that depend on nothing but the random numbers. Pure. */
export function randomCases(random: Random, count: number): Case[] {
  return Array.from({ length: count }, () => {
    let left = random()
    const drawn = usual.find(({ share }) => {
      left -= share
      return left < 0
    })
    const { scenario } = drawn ?? { scenario: scenarios.deploy }
    return { scenario, effect: 'at random', place: { by: 'clock' as const, share: random() } }
  })
}
