import type { Definition, Settings, StoreLocation } from './definition.ts'
import * as known from './definitions.ts'
import { modelSettings } from './model-settings.ts'
import { nearestName } from './nearest.ts'
import { type SettingProblem, SettingsError, type SettingWarning } from './problem.ts'

/** Names in an environment and their values, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface ReadSettings {
  readonly settings: Settings
  /** What should be put right though it works. */
  readonly warnings: readonly SettingWarning[]
}

/**
 * Reads and checks every setting of the club service.
 *
 * Throws a `SettingsError` that holds all problems at once. An empty value counts as absent. Names that begin with
 * `KICKAI_` and are not known are refused; other unknown names are none of our business. No message holds a value.
 */
export function readSettings(values: Environment): ReadSettings {
  const problems: SettingProblem[] = []
  const read = <Result>(definition: Definition<Result>): Result | undefined => {
    const outcome = readOne(definition, values)
    problems.push(...outcome.problems)
    return outcome.result
  }

  const environment = read(known.environment)
  const token = read(known.telegramToken)
  const api = read(known.telegramApi)
  const adminIds = read(known.adminIds)
  const store = readStore()
  const probeToken = read(known.probeToken)
  const serviceAccount = read(known.firebaseCredentials)
  const {
    model,
    problems: wrongWithModel,
    warnings,
  } = modelSettings(read, {
    environment,
    hasKey: Boolean(values[known.googleApiKey.name]),
  })
  const logLevel = read(known.logLevel)
  const port = read(known.port)
  problems.push(...wrongWithModel, ...unknownNames(values))

  const incomplete =
    environment === undefined ||
    token === undefined ||
    api === undefined ||
    adminIds === undefined ||
    store === undefined ||
    model === undefined ||
    logLevel === undefined ||
    port === undefined
  if (incomplete || problems.length > 0) throw new SettingsError(problems, warnings)

  return {
    settings: {
      environment,
      telegram: { token, api },
      adminIds,
      store,
      serviceAccount,
      probeToken,
      model,
      logLevel,
      port,
    },
    warnings,
  }

  function readStore(): StoreLocation | undefined {
    const projectId = read(known.firebaseProjectId)
    const named = values[known.store.name]
    if (named !== undefined && named !== '') return read(known.store)
    if (projectId !== undefined) return { kind: 'firestore', projectId }
    // A project that cannot be read has been told of.
    if (!values[known.firebaseProjectId.name]) problems.push(missing(known.store.name, known.store.wanted, values))
    return undefined
  }
}

function readOne<Result>(
  definition: Definition<Result>,
  values: Environment,
): { result: Result | undefined; problems: SettingProblem[] } {
  const { name, wanted } = definition
  const given = values[name]
  const text = given === undefined || given === '' ? definition.fallback : given
  if (text === undefined) {
    return { result: undefined, problems: definition.required ? [missing(name, wanted, values)] : [] }
  }
  const parsed = definition.schema.safeParse(text)
  if (parsed.success) return { result: parsed.data, problems: [] }
  const reasons = [...new Set(parsed.error.issues.map((issue) => issue.message))].join(' and ')
  const wayOut = `Set ${name} to ${wanted}.`
  return { result: undefined, problems: [{ code: 'setting-invalid', name, message: `${name} ${reasons}.`, wayOut }] }
}

function missing(name: string, wanted: string, values: Environment): SettingProblem {
  const present = Object.keys(values).filter((other) => !knownNames.includes(other) && !other.startsWith('KICKAI_'))
  const typo = present.find((other) => nearestName(other, [name]) !== undefined)
  const hint = typo === undefined ? '' : ` Perhaps \`${typo}\` was meant to be it.`
  return { code: 'setting-missing', name, message: `${name} is missing.`, wayOut: `Set ${name} to ${wanted}.${hint}` }
}

const knownNames = known.definitions.map((definition) => definition.name)
const ownNames = knownNames.filter((name) => name.startsWith('KICKAI_'))

function unknownNames(values: Environment): SettingProblem[] {
  const unknown = Object.keys(values).filter((name) => /^KICKAI_/i.test(name) && !ownNames.includes(name))
  return unknown.sort().map((name) => {
    const nearest = nearestName(name, ownNames)
    return {
      code: 'setting-unknown',
      name,
      message: `${name} is not a setting.`,
      wayOut:
        nearest === undefined
          ? `Remove it. Settings that begin with KICKAI_ are ${ownNames.join(', ')}.`
          : `Did you mean ${nearest}?`,
    }
  })
}
