import { otherReadings, type Reading } from '@kickai/railway-local'
import type { Drill } from './drill.ts'

/** What a reading needs to show in: how the scene and the drills differ then, besides the reading itself. */
const circumstances: { readonly [option in Reading['option']]?: Pick<Drill, 'scene' | 'faults'> } = {
  // Longer than there is time to verify, which by itself would be too short.
  overlapRouting: { scene: { overlapSeconds: 4, verifySeconds: 3 } },
  sealedVariables: { scene: { isSealed: true } },
  cronBetweenRuns: { scene: { services: { web: 'web', nightly: 'cron' } } },
  sourceWithoutImage: { scene: { image: `registry.example/of-before@sha256:${'0'.repeat(64)}` } },
  // What a lost answer brought about is found by its image, among other things.
  imageInMeta: { faults: [{ operation: 'deploymentRedeploy', effect: 'lose-answer' }] },
  skippedIsLatest: { faults: [{ operation: 'upload', effect: 'skipped-newer' }] },
}

/**
 * Whole releases under each reading of each behaviour of Railway that is not certain, but for the readings under which
 * everything else is rehearsed: a good release, and one that fails once it has users.
 */
export const readingDrills: readonly Drill[] = otherReadings().flatMap((reading) => [
  drillUnder(reading, 'good'),
  drillUnder(reading, 'bad-after-switch'),
])

function drillUnder({ option, value }: Reading, behaviour: 'good' | 'bad-after-switch'): Drill {
  const { scene, faults } = circumstances[option] ?? {}
  const isGood = behaviour === 'good'
  // One that was passed over is a deployment too.
  const more = option === 'skippedIsLatest' ? 1 : 0
  return {
    name: `${behaviour}, ${option} ${value}`,
    summary: `${isGood ? 'nothing is wrong' : 'everything fails once it has users'}, on a platform where ${option} is ${value}`,
    release: isGood ? { behaviour } : { behaviour, afterMs: 700 },
    scene: { ...scene, platform: { [option]: value } },
    ...(faults && { faults }),
    expected: isGood ? 'live' : 'rolled back',
    deployments: (isGood ? 2 : 3) + more,
  }
}
