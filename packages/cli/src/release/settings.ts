import type { PlannedSetting } from '@kickai/release'
import type { z } from 'zod'
import { invalidConfig, problemsOf } from '../config/check.ts'
import type { LocalPlace, Settings } from '../config/config.ts'
import type { Configuration, ConfiguredEnvironment } from '../config/configuration.ts'
import { secretValuesSchema, settingsSchema } from '../config/schema.ts'

/** Settings of each service as a release plans them, sorted by name. */
export type PlannedSettings = ReadonlyMap<string, readonly PlannedSetting[]>

/** An environment's own settings. */
export function ownSettings(environment: ConfiguredEnvironment): PlannedSettings {
  return planned(environment.settings)
}

/** The settings on the embedded platform: what `local.settings` gives, or else the environment's own. */
export function localSettings(
  configuration: Configuration,
  environment: Pick<ConfiguredEnvironment, 'settings'>,
  place: LocalPlace,
): PlannedSettings {
  const { settings } = configuration.local
  if (settings === undefined) return planned(environment.settings)
  return planned(called(configuration, 'local.settings', place, settings, settingsSchema))
}

/** The values behind `local:` references. */
export function localSecrets(configuration: Configuration, place: LocalPlace): { readonly [name: string]: string } {
  const { secrets } = configuration.local
  return secrets === undefined ? {} : called(configuration, 'local.secrets', place, secrets, secretValuesSchema)
}

/** Calls a function of the configuration and checks what it gives; all that is wrong with it is `config-invalid`. */
function called<Given>(
  configuration: Configuration,
  path: string,
  place: LocalPlace,
  give: (place: LocalPlace) => Given,
  schema: z.ZodType,
): Given {
  let given: Given
  try {
    given = give(place)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw invalidConfig(configuration.file, [{ path, sentence: `it failed for ${place.environment}: ${reason}` }])
  }
  const parsed = schema.safeParse(given)
  if (parsed.success) return given
  const problems = parsed.error.issues.flatMap(problemsOf)
  throw invalidConfig(
    configuration.file,
    problems.map((problem) => ({ ...problem, path: `${path}(${place.environment}).${problem.path}` })),
  )
}

function planned(settings: Settings): PlannedSettings {
  return new Map(
    Object.entries(settings).map(([service, named]) => [
      service,
      Object.entries(named)
        .map(([name, setting]) => {
          if (typeof setting === 'string') return { name, value: setting }
          return { name, secret: setting.secret, ...(setting.sealed === true && { sealed: true as const }) }
        })
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
    ]),
  )
}
