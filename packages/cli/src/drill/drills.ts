import type { Drill } from './drill.ts'
import { expectAlert } from './happenings/expect-alert.ts'
import { killDeployer } from './happenings/kill-deployer.ts'
import { keepNothing } from './happenings/nothing-kept.ts'
import { pauseDeployer } from './happenings/pause-deployer.ts'
import { restartPlatform } from './happenings/restart-platform.ts'
import { secondDeployer } from './happenings/second-deployer.ts'

const good = { behaviour: 'good' } as const

/** Each operation is refused with 429 so many times. */
function limited(operations: { readonly [operation: string]: number }): object[] {
  return Object.entries(operations).map(([operation, count]) => ({
    operation,
    effect: 'rate-limit',
    retryAfterSeconds: 1,
    count,
  }))
}

/** Everything that is rehearsed, in the order in which `drill all` shows it. */
export const drills: readonly Drill[] = [
  { name: 'good', summary: 'nothing is wrong', release: good, expected: 'live' },
  {
    name: 'bad-health',
    summary: 'the health check never passes',
    release: { behaviour: 'bad-health' },
    scene: { healthTimeoutSeconds: 3 },
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
    release: good,
    faults: [{ operation: 'upload', effect: 'run-previous-image' }],
    expected: 'rolled back',
  },
  {
    name: 'bad-after-switch',
    summary: 'everything fails a while after the first user came',
    release: { behaviour: 'bad-after-switch', afterMs: 700 },
    expected: 'rolled back',
  },
  {
    name: 'flapping',
    summary: 'every other health check fails',
    release: { behaviour: 'flapping' },
    scene: { verifySeconds: 5 },
    expected: 'rolled back',
  },
  {
    name: 'healthy-once',
    summary: 'the health check passes once and never again',
    release: { behaviour: 'healthy-once' },
    expected: 'rolled back',
  },
  {
    name: 'slow',
    summary: 'every fifth request is answered well, after 2.5 s',
    release: { behaviour: 'slow' },
    scene: { bakeSeconds: 8 },
    expected: 'rolled back',
  },
  {
    name: 'leaking',
    summary: 'memory grows by 20 MB a second, far from its limit as yet, while everything is answered well',
    release: { behaviour: 'leaking' },
    scene: { bakeSeconds: 8, memoryMegabytes: 1000 },
    expected: 'rolled back',
  },
  {
    name: 'sparse-errors',
    summary: 'every twentieth request fails while the health check is good',
    release: { behaviour: 'sparse-errors' },
    expected: 'rolled back',
  },
  {
    name: 'lost-answer',
    summary: 'the upload is taken, and its answer is lost',
    release: good,
    faults: [{ operation: 'upload', effect: 'lose-answer' }],
    expected: 'live',
  },
  {
    name: 'rate-limited',
    summary: 'the platform answers 429 to the upload, to settings and to questions',
    release: good,
    faults: limited({
      upload: 2,
      serviceInstanceUpdate: 1,
      variableCollectionUpsert: 1,
      serviceInstance: 2,
      deployment: 2,
    }),
    expected: 'live',
  },
  {
    name: 'service-not-found',
    summary: 'the platform says for two seconds, and again at a change, that it knows no such service',
    release: good,
    faults: [
      { operation: 'serviceInstance', effect: 'error', message: 'ServiceInstance not found', forMs: 2000 },
      { operation: 'serviceInstanceUpdate', effect: 'error', message: 'ServiceInstance not found' },
    ],
    expected: 'live',
  },
  {
    name: 'platform-restart',
    summary: 'the platform is killed in the middle of the release and started again',
    release: good,
    expected: 'live',
    ship: restartPlatform,
  },
  {
    name: 'kill-deployer',
    summary: 'the deployer is killed twice in the middle of the release, and another one finishes it',
    release: good,
    expected: 'live',
    ship: killDeployer,
  },
  {
    name: 'pause-deployer',
    summary: 'the deployer stands still, another one takes over, and the first one wakes up',
    release: good,
    scene: { lease: { limitSeconds: 3, requestSeconds: 4 } },
    expected: 'live',
    ship: pauseDeployer,
  },
  {
    name: 'two-deployers',
    summary: 'somebody else starts a release of the same environment meanwhile',
    release: good,
    expected: 'live',
    ship: secondDeployer,
  },
  {
    name: 'foreign-deployment',
    summary: 'somebody else deploys the old release again, right after the new one was sent',
    release: good,
    faults: [{ operation: 'upload', effect: 'rival' }],
    expected: 'rolled back',
    deployments: 4,
  },
  {
    name: 'skipped',
    summary: 'a newer record, which the platform passed over, stands before the release',
    release: good,
    faults: [{ operation: 'upload', effect: 'skipped-newer' }],
    expected: 'live',
    deployments: 3,
  },
  {
    name: 'status-unknown',
    summary: 'the platform says a status that nobody knows, for a while',
    release: good,
    faults: [{ operation: 'upload', effect: 'unknown-status', hideMs: 3000 }],
    expected: 'live',
  },
  {
    name: 'status-unknown-for-ever',
    summary: 'the platform says a status that nobody knows, and nothing else',
    release: good,
    scene: { deploySeconds: 4 },
    faults: [{ operation: 'upload', effect: 'unknown-status' }],
    expected: 'rolled back',
  },
  {
    name: 'rollback-target-gone',
    summary: 'the platform has dropped the image that a bad release has to go back to',
    release: { behaviour: 'bad-after-switch', afterMs: 700 },
    faults: [{ operation: 'deploymentRedeploy', effect: 'image-gone' }],
    expected: 'rolled back',
  },
  {
    name: 'rollback-refused-once',
    summary: 'the call that is to bring the old release back is answered 503, and nothing was done',
    release: { behaviour: 'bad-after-switch', afterMs: 700 },
    faults: [{ operation: 'deploymentRedeploy', effect: 'server-error', count: 1 }],
    expected: 'rolled back',
  },
  {
    name: 'nothing-to-go-back-to',
    summary: 'neither image nor artifact of the old release are kept when a new one is shipped',
    release: good,
    expected: 'blocked',
    ship: keepNothing,
  },
  {
    name: 'second-part-fails',
    summary: 'of two services the first is released well, and the second is not',
    release: { behaviour: 'bad-health', service: 'worker' },
    scene: { services: { web: 'web', worker: 'web' }, healthTimeoutSeconds: 3 },
    expected: 'rolled back',
    deployments: { web: 3, worker: 2 },
  },
  {
    name: 'worker-fails',
    summary: 'a web service is released well, and the worker after it ends right after each start',
    release: { behaviour: 'crash-loop', service: 'worker' },
    scene: { services: { web: 'web', worker: 'worker' } },
    expected: 'rolled back',
    // One that lives for a moment has been started, and then what it replaced has to be brought back.
    deployments: { web: 3, worker: [2, 3] },
  },
  {
    name: 'rollback-lies',
    summary: 'the platform says that it brought the old release back, and does nothing',
    release: { behaviour: 'sparse-errors' },
    scene: { rollbackSeconds: 6 },
    faults: [{ operation: 'deploymentRedeploy', effect: 'pretend' }],
    expected: 'rollback failed',
    leaves: 'new',
    ship: expectAlert,
  },
]
