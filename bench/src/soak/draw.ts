import { type Random, seededRandom } from '@kickai/release'
import type { RehearsalBehaviour, RehearsalOptions } from '@kickai/traffic'
import { type Trouble, troubles, wrongImage } from './troubles.ts'

/** One release as it was drawn: everything about it comes from the seed and its number. */
export type Draw = {
  number: number
  /**
   * `good` must go live, `bad` must be caught. `barred` is a good one that the platform itself keeps from going live; it
   * must end with the old one serving.
   */
  is: 'good' | 'bad' | 'barred'
  ships: Omit<RehearsalOptions, 'version'>
  /** What goes wrong with the platform, in its own form. */
  faults: readonly object[]
  /** What is killed, and when after the command was started. */
  kill?: { what: 'deployer' | 'platform'; afterMs: number }
  /** In words. */
  title: string
}

const badKinds: readonly { behaviour: RehearsalBehaviour; afterMs?: number }[] = [
  { behaviour: 'bad-health' },
  { behaviour: 'crash-loop' },
  { behaviour: 'bad-after-switch', afterMs: 500 },
  { behaviour: 'flapping' },
  { behaviour: 'healthy-once' },
  { behaviour: 'slow' },
  { behaviour: 'sparse-errors' },
  { behaviour: 'leaking' },
]

const shares = { bad: 0.3, barred: 0.05, trouble: 0.5, badTrouble: 0.4, killDeployer: 0.08, killPlatform: 0.06 }
const longestMs = 8_000

/** The release of this number under this seed. Pure: the same numbers give the same release. */
export function draw(seed: number, number: number): Draw {
  const random = seededRandom(seed * 1_000_003 + number)
  // The first numbers of neighbouring seeds are alike.
  for (let skipped = 0; skipped < 5; skipped += 1) random()
  const what = random()
  if (what < shares.bad) return drawBad(random, number)
  if (what < shares.bad + shares.barred) {
    const trouble = oneOf(random, troubles.barring)
    return {
      number,
      is: 'barred',
      ships: { behaviour: 'good' },
      faults: trouble.faults,
      title: `good, ${trouble.name}`,
    }
  }
  const trouble = random() < shares.trouble ? oneOf(random, troubles.passing) : undefined
  return withKill(random, {
    number,
    is: 'good',
    ships: { behaviour: 'good' },
    faults: trouble?.faults ?? [],
    title: trouble === undefined ? 'good' : `good, ${trouble.name}`,
  })
}

/** All kinds come equally often, and so does the wrong image, which is the platform's doing. */
function drawBad(random: Random, number: number): Draw {
  const kind = Math.floor(random() * (badKinds.length + 1))
  const ships = badKinds[kind]
  if (ships === undefined)
    return {
      number,
      is: 'bad',
      ships: { behaviour: 'good' },
      faults: wrongImage.faults,
      title: `bad, ${wrongImage.name}`,
    }
  const trouble = random() < shares.badTrouble ? oneOf(random, troubles.goingBack) : undefined
  const title = trouble === undefined ? `bad, ${ships.behaviour}` : `bad, ${ships.behaviour}, ${trouble.name}`
  return withKill(random, { number, is: 'bad', ships, faults: trouble?.faults ?? [], title })
}

function withKill(random: Random, drawn: Draw): Draw {
  const chance = random()
  const afterMs = Math.round(300 + random() * longestMs)
  const { killDeployer, killPlatform } = shares
  if (chance >= killDeployer + killPlatform) return drawn
  const what = chance < killDeployer ? ('deployer' as const) : ('platform' as const)
  return { ...drawn, kill: { what, afterMs }, title: `${drawn.title}, ${what} killed after ${afterMs} ms` }
}

function oneOf(random: Random, all: readonly Trouble[]): Trouble {
  const found = all[Math.floor(random() * all.length)]
  if (found === undefined) throw new RangeError('There is nothing to draw from.')
  return found
}
