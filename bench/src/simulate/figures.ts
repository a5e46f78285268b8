import { increase, neverMet, type Simulated, type Violation } from '@kickai/release/simulation'

/** What is wanted: so many releases, no promise broken, and every planted bug found within so many. */
export const targets = { releases: 100_000, violations: 0, plantedFoundWithin: 20_000 }

/** A planted bug and how many releases were played until it was found; absent: it was not. */
export interface Planted {
  readonly bug: string
  readonly foundAfter?: number
}

export interface SimulateFigures {
  readonly releases: number
  readonly violations: number
  readonly perSecond: number
  readonly perSecondAndProcess: number
  readonly processes: number
  readonly seconds: number
  readonly seed: number
  readonly verdicts: { readonly [verdict: string]: number }
  readonly classes: Simulated['classes']
  readonly troubles: Simulated['troubles']
  /** How often each event was met in each state, and where it led. */
  readonly transitions: Simulated['transitions']
  readonly neverMet: readonly string[]
  readonly planted: readonly Planted[]
  readonly found: readonly Violation[]
  readonly targets: typeof targets
}

/** Adds up what several processes played in so many seconds. Pure. */
export function figuresOf(
  parts: readonly Simulated[],
  measured: { readonly seconds: number; readonly processes: number; readonly seed: number },
  planted: readonly Planted[],
): SimulateFigures {
  const releases = parts.reduce((sum, part) => sum + part.releases, 0)
  const verdicts: Simulated['troubles'] = {}
  const classes: Simulated['classes'] = {}
  const troubles: Simulated['troubles'] = {}
  const transitions: Simulated['transitions'] = {}
  for (const part of parts) {
    for (const [name, counts] of Object.entries(part.classes)) {
      const all = classes[name] ?? {}
      classes[name] = all
      add(all, counts)
      add(verdicts, counts)
    }
    add(troubles, part.troubles)
    add(transitions, part.transitions)
  }
  const found = parts.flatMap(({ violation }) => violation ?? [])
  const perSecond = Math.round(releases / measured.seconds)
  return {
    releases,
    violations: found.length,
    perSecond,
    perSecondAndProcess: Math.round(perSecond / measured.processes),
    ...measured,
    verdicts,
    classes,
    troubles,
    transitions,
    neverMet: neverMet(transitions),
    planted,
    found,
    targets,
  }
}

function add(all: Simulated['troubles'], counts: Simulated['troubles']): void {
  for (const [name, count] of Object.entries(counts)) increase(all, name, count)
}

/** One sentence for each target that was missed. Pure. */
export function missedTargets(figures: SimulateFigures): string[] {
  const { releases, found, planted } = figures
  return [
    ...(releases < targets.releases ? [`${releases} releases were played; ${targets.releases} are wanted.`] : []),
    ...found.map(
      ({ seed, path, problems }) =>
        `A promise was broken (npm run bench -- simulate --seed ${seed} --path ${path}): ${problems.join(' ')}`,
    ),
    ...figures.neverMet.map((pair) => `No release met this state and event: ${pair}.`),
    ...planted.flatMap(({ bug, foundAfter }) =>
      foundAfter !== undefined && foundAfter <= targets.plantedFoundWithin
        ? []
        : [`A planted bug was not found within ${targets.plantedFoundWithin} releases: ${bug}.`],
    ),
  ]
}
