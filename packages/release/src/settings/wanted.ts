import { probeTokenName, settingNamesName, settingsFingerprint } from '@kickai/bundle'
import type { Platform, Variables } from '../ports/platform.ts'
import type { PlannedSetting, Secrets } from '../ports/secrets.ts'
import { ReleaseError } from '../release-error.ts'

/** What a service is to have. */
export interface WantedSettings {
  /** Names and values as the platform is to hold them; secrets in the clear. */
  readonly variables: Variables
  /** How a process that has them proves it; absent where there is no probe token. */
  readonly proof?: SettingsProof
}

export interface SettingsProof {
  /** Shown to the service, which tells the fingerprint to nobody else. */
  readonly token: string
  readonly fingerprint: string
}

/** Where the values of settings come from and go to. */
export interface SettingsSurroundings {
  readonly secrets: Secrets
  readonly platform: Pick<Platform, 'fillsIn'>
}

/**
 * The values of planned settings; every secret that is missing is named in one error. Where a probe token is among them
 * the names are added for the process to know which ones it is to prove; what the platform fills in is not among those.
 * A secret that `former` names has the value that stands there.
 */
export async function wantedSettings(
  settings: readonly PlannedSetting[],
  { secrets, platform }: SettingsSurroundings,
  former: Variables = new Map(),
): Promise<WantedSettings> {
  const variables = new Map<string, string>()
  const missing: string[] = []
  const causes: ToldError[] = []
  for (const setting of settings) {
    if ('value' in setting) {
      variables.set(setting.name, setting.value)
      continue
    }
    const { name, secret } = setting
    try {
      const value = former.get(name) ?? (await secrets.resolve(secret))
      if (value === undefined) missing.push(`${name} (${secret})`)
      else variables.set(name, value)
    } catch (error) {
      if (!isTold(error)) throw error
      causes.push(error)
      missing.push(`${name} (${error.message.replace(/\.$/, '')})`)
    }
  }
  if (missing.length > 0) {
    // Where all are kept back for a reason of their own, that is what is to be put right.
    const [cause] = causes.length === missing.length ? causes : []
    const { code, wayOut } = cause ?? {
      code: 'secret-missing',
      wayOut: 'Set what each reference names, then try again.',
    }
    throw new ReleaseError(code, `These secrets have no value: ${missing.join(', ')}.`, wayOut, { cause })
  }
  const token = variables.get(probeTokenName)
  if (token === undefined) return { variables }
  const proven = [...variables].filter(([, value]) => !platform.fillsIn(value))
  const names = proven.map(([name]) => name).sort()
  variables.set(settingNamesName, names.join(','))
  return { variables, proof: { token, fingerprint: settingsFingerprint(token, proven) } }
}

type ToldError = Error & { readonly code: string; readonly wayOut: string }

/** An error of our rooms, which says by itself what is wrong; anything else is a fault. */
function isTold(error: unknown): error is ToldError {
  return error instanceof Error && 'code' in error && 'wayOut' in error
}
