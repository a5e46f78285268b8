import type { Verdict } from '@kickai/release'
import type { RehearsalOptions } from '@kickai/traffic'

/** A failure that is rehearsed on the embedded platform, and what the release tool has to make of it. */
export interface Drill {
  readonly name: string
  readonly summary: string
  /** How the release that is shipped behaves. */
  readonly release: Omit<RehearsalOptions, 'version'>
  /** What goes wrong with the platform, in the form of its fault table. */
  readonly fault?: object
  readonly expected: Verdict
}

export const drills: readonly Drill[] = [
  { name: 'good', summary: 'nothing is wrong', release: { behaviour: 'good' }, expected: 'live' },
  {
    name: 'bad-health',
    summary: 'the health check never passes',
    release: { behaviour: 'bad-health' },
    expected: 'failed',
  },
  {
    name: 'crash-loop',
    summary: 'the process ends right after each start',
    release: { behaviour: 'crash-loop' },
    expected: 'failed',
  },
  {
    name: 'wrong-version',
    summary: 'the platform says SUCCESS while the old image runs',
    release: { behaviour: 'good' },
    fault: { operation: 'upload', effect: 'run-previous-image' },
    expected: 'rolled back',
  },
  {
    name: 'bad-after-switch',
    summary: 'everything fails a while after the first user came',
    release: { behaviour: 'bad-after-switch', afterMs: 700 },
    expected: 'rolled back',
  },
]
