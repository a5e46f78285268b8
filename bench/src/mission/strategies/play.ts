import { SimulatedEnvironment } from '@kickai/release/simulation'
import type { Change } from './mistakes.ts'

/** How a simulated bundle behaves. */
export type Behaviour = NonNullable<Parameters<typeof SimulatedEnvironment.open>[0]>[number]

/** The strategies of the mission's page, each on or off. */
export type Gates = {
  /** Tests are run, and what they find is not released. */
  preDeploymentTesting: boolean
  /** Preflight asks what the service depends on there. */
  environmentValidation: boolean
  /** The platform asks for health before it switches, and the release watches what it has switched to. */
  healthMonitoring: boolean
  /** What is found after the switch is taken back without a person. */
  rollbackAutomation: boolean
  /** Settings are checked against their schema before anything changes. */
  configurationValidation: boolean
}

/** What became of one change, ten minutes after its release had ended. */
export type Outcome = {
  /** Something was changed on the platform. */
  deployed: boolean
  /** It is live, and good. */
  succeeded: boolean
  /** Users get good answers, from it or from the one before. */
  served: boolean
}

const laterMs = 600_000
const policy = { bakeMs: 60_000, prolongMs: 60_000, deployMs: 60_000 }

/** Releases one change over a good release, under a virtual clock, through the real release machine and its runner. */
export async function play(change: Change, gates: Gates): Promise<Outcome> {
  const { mistake, testsSee } = change
  const isStopped =
    (gates.preDeploymentTesting && testsSee) ||
    (gates.environmentValidation && mistake === 'environment') ||
    (gates.configurationValidation && mistake === 'configuration')
  if (isStopped) return { deployed: false, succeeded: false, served: true }

  const isGood = mistake === 'none'
  const users = { perSecond: 5, errorShare: 0 }
  // The platform's own health check keeps what never answers well from serving.
  const starts = change.behaviour.starts !== false && !(gates.healthMonitoring && change.healthShows)
  const environment = await SimulatedEnvironment.open([
    { digest: 'old', users },
    { ...change.behaviour, digest: 'new', starts },
  ])
  await environment.release('old', { policy })
  const before = environment.platform.serving?.id
  if (!gates.healthMonitoring) {
    // Nobody looks further than to the platform's word that it serves, so nothing is ever found.
    await environment.platform.upload(anyService, new TextEncoder().encode('new'), 'new')
    await environment.clock.sleep(laterMs)
    const isNew = environment.platform.serving?.id !== before
    return { deployed: true, succeeded: isNew && isGood, served: !isNew || isGood }
  }
  const { verdict, parts } = await environment.release('new', { policy })
  await environment.clock.sleep(laterMs)
  const reached = parts.some(({ served }) => served)
  // Without anybody to take it back, what users had reached would be there still.
  const isNew = environment.platform.serving?.digest === 'new' || (reached && !gates.rollbackAutomation)
  return { deployed: true, succeeded: verdict === 'live' && isGood, served: !isNew || isGood }
}

const anyService = { environment: 'testing', service: 'web' }
