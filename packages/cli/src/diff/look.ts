import { type Change, changesOf, type Fingerprints, makePlan, type SettingDifference } from '@kickai/release'
import { type ConfiguredEnvironment, servicesIn } from '../config/configuration.ts'
import { connect, openRailway } from '../connection/connect.ts'
import { type Connection, type Project, whereIs } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'
import { mustDiffer } from '../release/apart.ts'
import { desiredRelease } from '../release/desired.ts'
import { heldSettingsOf } from '../release/drift.ts'
import { observe } from '../release/observe.ts'
import { secretsOf } from '../release/secrets.ts'
import { ownSettings } from '../release/settings.ts'
import { versioned } from '../release/versions.ts'
import { readStore } from '../workspace/workspace.ts'

/** A setting as the configuration plans it, without its value. */
export interface LookedSetting {
  readonly service: string
  readonly name: string
  readonly kind: 'value' | 'secret'
  /** The same where the value is; as in plans. Absent where no value is to be had here. */
  readonly fingerprint?: string
  /** The same for all settings with this value, whatever they are called; not shown. */
  readonly mark?: string
  readonly mustDiffer: boolean
}

/** What the platform holds otherwise than the configuration says, by name; `unseen` is sealed, and only known to be there. */
export interface HeldOtherwise {
  readonly service: string
  readonly name: string
  readonly how: SettingDifference['how'] | 'unseen'
}

/** An environment as the configuration, the journal and the platform have it. */
export interface LookedAt {
  readonly environment: string
  readonly where: Connection['where']
  readonly settings: readonly LookedSetting[]
  readonly platform: readonly HeldOtherwise[]
  /** What of the configuration is not live yet; secrets with another value among it. Empty where nothing is live. */
  readonly repository: readonly Change[]
  readonly live?: string
  /** Why it could not be seen what is there. */
  readonly note?: string
}

/** Looks at an environment. What cannot be had is left out, and `note` says why. Changes nothing. */
export async function lookAtEnvironment(
  project: Project,
  environment: ConfiguredEnvironment,
  fingerprints: Fingerprints,
  { local }: { readonly local: boolean },
): Promise<LookedAt> {
  const connecting = await connectionTo(project, environment, local)
  const { settings, secrets } =
    'note' in connecting ? { settings: ownSettings(environment), secrets: secretsOf(project) } : connecting
  const looked = {
    environment: environment.name,
    where: whereIs(environment, local),
    settings: await withFingerprints({ settings, secrets }, fingerprints),
  }
  const nothing = { platform: [], repository: [] }
  if ('note' in connecting) return { ...looked, ...nothing, note: connecting.note }
  try {
    const [platform, live] = await Promise.all([heldOtherwise(project, connecting), notLiveYet(project, connecting)])
    return { ...looked, platform, ...live }
  } catch (error) {
    if (!isRoomError(error)) throw error
    return { ...looked, ...nothing, note: error.message }
  }
}

/** A connection that demands nothing: what is missing is told beside what can be seen. */
async function connectionTo(
  project: Project,
  environment: ConfiguredEnvironment,
  local: boolean,
): Promise<Connection | { readonly note: string }> {
  try {
    return whereIs(environment, local) === 'railway'
      ? await openRailway(project, environment, environment.railway?.tokenKind ?? 'project')
      : await connect(project, environment, { local: true })
  } catch (error) {
    if (!isRoomError(error)) throw error
    return { note: error.message }
  }
}

async function withFingerprints(
  { settings, secrets }: Pick<Connection, 'settings' | 'secrets'>,
  fingerprints: Fingerprints,
): Promise<LookedSetting[]> {
  const looked = [...settings].flatMap(([service, planned]) =>
    planned.map(async (setting): Promise<LookedSetting> => {
      const { name } = setting
      const value = 'value' in setting ? setting.value : await secrets.resolve(setting.secret).catch(unlessFault)
      return {
        service,
        name,
        kind: 'value' in setting ? 'value' : 'secret',
        mustDiffer: mustDiffer(setting),
        ...(value !== undefined && {
          fingerprint: fingerprints.ofOne(name, value),
          mark: fingerprints.ofOne('', value),
        }),
      }
    }),
  )
  return await Promise.all(looked)
}

/** A secret that cannot be had has no fingerprint. */
function unlessFault(error: unknown): undefined {
  if (!isRoomError(error)) throw error
}

/** Also of services for which nothing is configured: what is set there is extra. */
async function heldOtherwise({ configuration }: Project, connection: Connection): Promise<HeldOtherwise[]> {
  const parts = servicesIn(configuration, connection.environment).map(({ name: service }) => ({
    service,
    settings: connection.settings.get(service) ?? [],
  }))
  const held = await heldSettingsOf(connection, parts)
  return held.flatMap(({ service, differences, sealed }) => [
    ...differences.map((difference) => ({ service, ...difference })),
    ...sealed.map((name) => ({ service, name, how: 'unseen' as const })),
  ])
}

async function notLiveYet(project: Project, connection: Connection): Promise<Pick<LookedAt, 'repository' | 'live'>> {
  return await readStore<Pick<LookedAt, 'repository' | 'live'>>(
    connection.journal,
    { repository: [] },
    async (store) => {
      const { current, views } = await observe(project, connection, store)
      const { live } = current
      if (live === undefined) return { repository: [] }
      const wanted = { kind: 'deploy' as const, artifact: live.artifact }
      const desired = desiredRelease(project.configuration, connection, wanted, current)
      const plan = makePlan(await versioned(desired, connection, store), { live, views })
      return { repository: changesOf(plan), live: live.release }
    },
  )
}
