import type { Random } from '@kickai/release'
import { type Case, type Scenario, scenarios } from './places.ts'

/** How long each usually takes, in milliseconds, starting the command included; a kill comes before its end. */
const usual: readonly { scenario: Scenario; share: number; longestMs: number }[] = [
  { scenario: scenarios.deploy, share: 0.4, longestMs: 2_200 },
  { scenario: scenarios.rollback, share: 0.25, longestMs: 1_500 },
  { scenario: scenarios['automatic rollback'], share: 0.35, longestMs: 2_800 },
]

/** Nothing has been read yet so soon. */
const soonestMs = 250

/** So many kills at times that depend on nothing but the random numbers. Pure. */
export function randomCases(random: Random, count: number): Case[] {
  return Array.from({ length: count }, () => {
    let left = random()
    const drawn = usual.find(({ share }) => {
      left -= share
      return left < 0
    })
    const { scenario, longestMs } = drawn ?? { scenario: scenarios.deploy, longestMs: soonestMs }
    const afterMs = soonestMs + random() * (longestMs - soonestMs)
    return { scenario, effect: 'at random', place: { by: 'clock' as const, afterMs } }
  })
}
