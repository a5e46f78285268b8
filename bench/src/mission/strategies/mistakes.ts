import type { Behaviour } from './play.ts'

/** What is wrong with a change. */
export type Mistake = 'none' | 'code' | 'environment' | 'configuration' | 'turns bad' | 'turns bad late'

/**
 * How often each is drawn, of 100 changes. An assumption, and part of the figure: a gate cannot be worth more points than
 * there are mistakes that it finds.
 */
export const mix: { readonly [mistake in Mistake]: number } = {
  none: 60,
  code: 15,
  environment: 8,
  configuration: 7,
  'turns bad': 7,
  'turns bad late': 3,
}

/** One change as it was drawn. */
export type Change = {
  mistake: Mistake
  /** Whether the tests would find it: four in five of the mistakes in code. */
  testsSee: boolean
  /** Whether its health check shows it from the start. */
  healthShows: boolean
  behaviour: Omit<Behaviour, 'digest'>
}

const usersPerSecond = 5

/** Draws a change; `random` gives numbers from 0 up to, not including, 1. Pure but for it. */
export function drawChange(random: () => number): Change {
  const mistake = drawMistake(random() * 100)
  const [tests, shape, when] = [random(), random(), random()]
  const users = { perSecond: usersPerSecond, errorShare: 0 }
  const fine = { mistake, testsSee: false, healthShows: false, behaviour: { users } }
  switch (mistake) {
    case 'none':
      return fine
    case 'code': {
      const testsSee = tests < 0.8
      // Half answer their health check well and fail a part of the users; a quarter never start, a quarter answer 500.
      if (shape < 0.5) return { ...fine, testsSee, behaviour: { users: { ...users, errorShare: 0.1 + 0.4 * when } } }
      if (shape < 0.75) return { ...fine, testsSee, healthShows: true, behaviour: { starts: false } }
      return { ...fine, testsSee, healthShows: true, behaviour: { users, failsAfterMs: 0 } }
    }
    case 'environment':
      return { ...fine, healthShows: true, behaviour: { users, failsAfterMs: 0 } }
    case 'configuration':
      return shape < 0.5
        ? { ...fine, healthShows: true, behaviour: { starts: false } }
        : { ...fine, healthShows: true, behaviour: { users, failsAfterMs: 0 } }
    case 'turns bad':
      return { ...fine, behaviour: { users, failsAfterMs: 1_000 + 40_000 * when } }
    case 'turns bad late':
      return { ...fine, behaviour: { users, failsAfterMs: 120_000 + 300_000 * when } }
  }
}

function drawMistake(drawn: number): Mistake {
  let below = 0
  for (const [mistake, often] of Object.entries(mix)) {
    below += often
    if (drawn < below) return mistake as Mistake
  }
  return 'none'
}
