/** How many things of each kind were made. */
export type Created = { projects: number; environments: number; services: number; tokens: number }

/** What one topology showed. */
export type TopologyMeasured = {
  name: string
  created: Created
  /** What a second call said it changed, and whether the platform is what it was, ids and all. */
  second: { changes: number; same: boolean }
  /** For each kill: where it struck, whether it did, and what was there in the end, in words. */
  kills: readonly { place: string; struck: boolean; end: string }[]
  /** What is there after a call that nobody killed, in words. */
  end: string
  seconds: { first: number; second: number }
}

export type TopologyFigures = {
  name: string
  created: Created
  secondRunChanges: number
  afterKillSame: boolean
  kills: number
  /** Places after whose kill something else was there in the end, or that were never reached. */
  differing: string[]
  firstSeconds: number
  secondSeconds: number
}

const killsWanted = 10

/** Puts the figures of a topology together. Pure. */
export function figuresOf({ name, created, second, kills, end, seconds }: TopologyMeasured): TopologyFigures {
  const differing = kills.filter((kill) => !kill.struck || kill.end !== end).map(({ place }) => place)
  return {
    name,
    created,
    // What changed without being told counts as one.
    secondRunChanges: second.changes + (second.same ? 0 : 1),
    afterKillSame: differing.length === 0,
    kills: kills.length,
    differing,
    firstSeconds: Math.round(seconds.first * 10) / 10,
    secondSeconds: Math.round(seconds.second * 10) / 10,
  }
}

/** One sentence for each target that was missed. Pure. */
export function missedTargets(topologies: readonly TopologyFigures[]): string[] {
  return topologies.flatMap(({ name, secondRunChanges, kills, differing }) => [
    ...(secondRunChanges === 0 ? [] : [`${name}: a second call made ${secondRunChanges} changes.`]),
    ...(kills >= killsWanted ? [] : [`${name}: killed at ${kills} places, not at ${killsWanted}.`]),
    ...differing.map((place) => `${name}: killed ${place}, it did not end as without.`),
  ])
}
