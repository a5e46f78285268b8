import type { Permission, ServiceConfiguration, Target, Variables } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { type ServiceSettings, serviceInstanceUpdate, serviceSettings } from '../operations/service.ts'
import { variableCollectionUpsert } from '../operations/variables.ts'
import { sealVariables } from './seal.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { takeImageOff } from './take-image-off.ts'
import { placeOf } from './targets.ts'
import { readHeld, readSealedNames } from './variables.ts'

const looksBack = 4
/** What was sent and not answered may take longer to show. */
const looksBackAfterLoss = 7
const betweenLooksMs = 250

/**
 * Sets how a service runs and all its variables, then reads both back. Starts no deployment. A start command that is not named
 * stays as it is; an image, a health path, a schedule and variables that are not named are removed. Values are never shown,
 * and compared only where an answer was lost: then what Railway holds tells whether the change was made, and it is not
 * sent again. Those that `sealed` names are sealed before, so that their values can be read at no time.
 */
export async function configureService(
  surroundings: PlatformSurroundings,
  target: Target,
  configuration: ServiceConfiguration,
  variables: Variables,
  permission?: Permission,
  sealed: readonly string[] = [],
): Promise<void> {
  const place = placeOf(surroundings.targets, target)
  const { projectId, environmentId, serviceId } = place
  const { client } = surroundings
  const input = {
    ...(configuration.startCommand === undefined ? {} : { startCommand: configuration.startCommand }),
    ...(configuration.image === undefined ? {} : { source: { image: configuration.image } }),
    healthcheckPath: configuration.healthPath ?? null,
    healthcheckTimeout: configuration.healthTimeoutSeconds,
    overlapSeconds: configuration.overlapSeconds,
    drainingSeconds: configuration.drainingSeconds,
    restartPolicyType: configuration.restartPolicy,
    restartPolicyMaxRetries: configuration.restartRetries,
    cronSchedule: configuration.schedule ?? null,
  }
  const updated = await answerOf(
    client.request(serviceInstanceUpdate, { environmentId, serviceId, input }, { permission }),
  )
  if (updated.answer?.serviceInstanceUpdate === false) throw notApplied(target, 'Railway said no to the settings')
  const upsert = {
    projectId,
    environmentId,
    serviceId,
    variables: Object.fromEntries(variables),
    replace: true,
    skipDeploys: true,
  }
  const secrets = [...variables.values()]
  let lost = updated.lost
  let held: ServiceSettings
  try {
    if (sealed.length > 0) await sealVariables(surroundings, target, variables, sealed, permission)
    const set = await answerOf(client.request(variableCollectionUpsert, { input: upsert }, { secrets, permission }))
    lost ??= set.lost
    if (set.answer?.variableCollectionUpsert === false) throw notApplied(target, 'Railway said no to the variables')
    const wanted = { configuration, variables, sealed }
    held = await readBack(surroundings, target, wanted, { any: lost !== undefined, variables: set.lost !== undefined })
  } catch (error) {
    // Whatever came afterwards, and be it that nobody could look: what was not answered may have been done.
    throw lost ?? error
  }
  const image = configuration.image === undefined ? held.source?.image : undefined
  if (image) await takeImageOff(surroundings, target, image, permission)
}

interface Wanted {
  readonly configuration: ServiceConfiguration
  readonly variables: Variables
  readonly sealed: readonly string[]
}

/** Whether an answer was lost on the way back, so that a change may have been made: any, and that of the variables. */
interface Lost {
  readonly any: boolean
  readonly variables: boolean
}

/** The answer to a change, or the error after which it may have been made all the same. */
async function answerOf<Answer>(
  request: Promise<Answer>,
): Promise<{ readonly answer: Answer | undefined; readonly lost: RailwayError | undefined }> {
  try {
    return { answer: await request, lost: undefined }
  } catch (error) {
    if (!(error instanceof RailwayError) || error.acted === 'no') throw error
    return { answer: undefined, lost: error }
  }
}

/** Looks until everything is as it was set, a few times, since Railway may answer from before the change; gives what is then. */
async function readBack(
  surroundings: PlatformSurroundings,
  target: Target,
  { configuration, variables, sealed: toBeSealed }: Wanted,
  lost: Lost,
): Promise<ServiceSettings> {
  const { client, connection } = surroundings
  const place = placeOf(surroundings.targets, target)
  const { environmentId, serviceId } = place
  const looks = lost.any ? looksBackAfterLoss : looksBack
  for (let look = 1; ; look += 1) {
    const [{ serviceInstance }, { variables: held, withheld }] = await Promise.all([
      client.request(serviceSettings, { environmentId, serviceId }),
      readHeld(client, place),
    ])
    const missing = [...variables.keys()].filter((name) => !held.has(name))
    const isTold = missing.every((name) => withheld.includes(name))
    const sealed = new Set([...withheld, ...(isTold ? [] : await readSealedNames(client, place))])
    const differences = [
      ...settingDifferences(configuration, serviceInstance),
      ...(lost.variables ? unproven(variables, held, sealed) : []),
      ...missing.filter((name) => !sealed.has(name)).map((name) => `${name} is missing`),
      ...[...held.keys()].filter((name) => !variables.has(name)).map((name) => `${name} is still there`),
      ...toBeSealed.filter((name) => held.has(name)).map((name) => `${name} is not sealed`),
    ]
    if (differences.length === 0) return serviceInstance
    if (look === looks) throw notApplied(target, differences.join('; '))
    await connection.clock.sleep(betweenLooksMs * look)
  }
}

/** Names whose values are not, or cannot be seen to be, what was sent. */
function unproven(wanted: Variables, held: Variables, sealed: ReadonlySet<string>): string[] {
  const other = [...held.keys()].filter((name) => wanted.has(name) && wanted.get(name) !== held.get(name))
  return [...other.map((name) => `${name} has another value`), ...[...sealed].map((name) => `${name} is not shown`)]
}

function settingDifferences(wanted: ServiceConfiguration, held: ServiceSettings): string[] {
  type Value = string | number | null | undefined
  const pairs: [name: string, wanted: Value, held: Value][] = [
    ['start command', wanted.startCommand, held.startCommand],
    ['image', wanted.image, held.source?.image],
    ['health path', wanted.healthPath ?? null, held.healthcheckPath || null],
    ['schedule', wanted.schedule ?? null, held.cronSchedule || null],
    ['health time limit', wanted.healthTimeoutSeconds, held.healthcheckTimeout],
    ['overlap', wanted.overlapSeconds, held.overlapSeconds ?? 0],
    ['draining time', wanted.drainingSeconds, held.drainingSeconds ?? 0],
    ['restart policy', wanted.restartPolicy, held.restartPolicyType],
    ['restart retries', wanted.restartRetries, held.restartPolicyMaxRetries],
  ]
  return pairs
    .filter(([, want, have]) => want !== undefined && want !== have)
    .map(([name]) => `the ${name} is not as it was set`)
}

function notApplied(target: Target, what: string): RailwayError {
  return new RailwayError({
    code: 'configuration-not-applied',
    message: `Railway does not hold what was set for ${target.service} in ${target.environment}: ${what}.`,
    wayOut:
      'See whether somebody else changes this environment, or a configuration file in the repository overrides it.',
    acted: 'unknown',
  })
}
