import type { Variables } from '../ports/platform.ts'
import type { PlannedSetting, Secrets } from '../ports/secrets.ts'
import { ReleaseError } from '../release-error.ts'

/** The values of planned settings; every secret that is missing is named in one error. */
export async function resolveSettings(settings: readonly PlannedSetting[], secrets: Secrets): Promise<Variables> {
  const variables = new Map<string, string>()
  const missing: string[] = []
  for (const setting of settings) {
    const value = 'value' in setting ? setting.value : await secrets.resolve(setting.secret)
    if (value !== undefined) variables.set(setting.name, value)
    else if ('secret' in setting) missing.push(`${setting.name} (${setting.secret})`)
  }
  if (missing.length > 0) {
    throw new ReleaseError(
      'secret-missing',
      `These secrets have no value: ${missing.join(', ')}.`,
      'Set what each reference names, then try again.',
    )
  }
  return variables
}
