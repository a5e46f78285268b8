import { normal, type Random } from '@kickai/release'

/** How long requests of a service take, in milliseconds. */
export interface Distribution {
  readonly name: string
  draw(random: Random): number
  /** The value that four in five do not exceed; a slow tail begins there. */
  readonly p80: number
}

/** From 80 of 100 on; the median stays where it is. */
const z80 = 0.841621

export const distributions: readonly Distribution[] = [
  { name: 'lognormal', draw: (random) => 40 * Math.exp(0.5 * normal(random)), p80: 40 * Math.exp(0.5 * z80) },
  {
    // Answers out of a cache, and those that are computed.
    name: 'bimodal',
    draw: (random) => (random() < 0.75 ? 15 : 180) * Math.exp(0.2 * normal(random)),
    p80: 60,
  },
  // A tail so heavy that a mean says nothing: Pareto with index 1.5.
  { name: 'heavy tail', draw: (random) => 20 * (1 - random()) ** (-1 / 1.5), p80: 20 * 0.2 ** (-1 / 1.5) },
  {
    // Whole steps of 10 ms, so that nearly everything is tied.
    name: 'discrete with ties',
    draw: (random) => 10 * Math.min(12, 1 + Math.floor(-2 * Math.log(1 - random()))),
    p80: 40,
  },
]

/** What is wrong with the new release; each doubles the 95th percentile or brings 2 % more errors. */
export interface Fault {
  readonly name: string
  readonly moreErrors: number
  slow(milliseconds: number, distribution: Distribution): number
}

export const faults: readonly Fault[] = [
  { name: 'p95 doubled: all slower', moreErrors: 0, slow: (milliseconds) => 2 * milliseconds },
  {
    name: 'p95 doubled: one in five slower',
    moreErrors: 0,
    slow: (milliseconds, { p80 }) => (milliseconds > p80 ? 2 * milliseconds : milliseconds),
  },
  { name: '2 % more errors', moreErrors: 0.02, slow: (milliseconds) => milliseconds },
]

export const noFault: Fault = { name: 'none', moreErrors: 0, slow: (milliseconds) => milliseconds }
