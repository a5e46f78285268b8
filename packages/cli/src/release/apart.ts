import type { PlannedSetting, Secrets } from '@kickai/release'
import type { ConfiguredEnvironment } from '../config/configuration.ts'
import { CommandError, type Problem } from '../error/command-error.ts'
import { unlessUnavailable } from './secrets.ts'
import { ownSettings } from './settings.ts'

/** Names of plain settings that hold a token or a key. */
const keyName = /(TOKEN|SECRET|PASSWORD|KEY)$/i
/** Names of plain settings that say where data lies. */
const storeName = /(STORE|DATABASE|DSN|DATABASE_URL|FIREBASE_PROJECT_ID)$/i
/** A path lies in each service's own file system, so the same one is another place in each environment. */
const ownPath = /^(sqlite:|file:|\.{0,2}\/)/i

/** Refuses with `environments-not-apart` where two environments share what `sharedBetween` finds. */
export async function demandApart(
  environments: readonly ConfiguredEnvironment[],
  secrets: Secrets,
  of?: string,
): Promise<void> {
  const problems = await sharedBetween(environments, secrets, of)
  if (problems.length > 0)
    throw new CommandError('environments-not-apart', 'Environments share a secret, a token, a key or a database.', {
      problems,
    })
}

/**
 * Where two environments have one secret, token, key or database between them: the same reference, or the same value
 * behind references that have one here. Values are compared in memory and go no further. What only the embedded platform
 * knows (`local:`) is not looked at, and a vault is asked for nothing but what `of` has. `of` looks at that environment's alone.
 */
export async function sharedBetween(
  environments: readonly ConfiguredEnvironment[],
  secrets: Secrets,
  of?: string,
): Promise<Problem[]> {
  const held = (await Promise.all(environments.map((environment) => heldBy(environment, secrets, of)))).flat()
  const problems: Problem[] = []
  for (const [index, { environment, path, marks }] of held.entries()) {
    const other = held
      .slice(0, index)
      .find((earlier) => earlier.environment !== environment && earlier.marks.some((mark) => marks.includes(mark)))
    if (other !== undefined && (of === undefined || [environment, other.environment].includes(of)))
      problems.push({ path, sentence: `it is the same as ${other.path}` })
  }
  return problems
}

/** Whether no two environments may have the same value of a setting: a secret, a token, a key, or where data lies. */
export function mustDiffer(setting: PlannedSetting): boolean {
  if ('secret' in setting) return true
  const { name, value } = setting
  const isStore = storeName.test(name) && !ownPath.test(value)
  return value !== '' && (isStore || keyName.test(name))
}

interface Held {
  readonly environment: string
  readonly path: string
  /** What it is, by reference and by value. */
  readonly marks: readonly string[]
}

async function heldBy(environment: ConfiguredEnvironment, secrets: Secrets, of: string | undefined): Promise<Held[]> {
  const { name, railway } = environment
  const held = async (path: string, reference: string): Promise<Held> => {
    // That a vault gives nothing is the finding of a check.
    const mayAsk = !reference.startsWith('vault:') || name === of
    const value = mayAsk ? await secrets.resolve(reference).catch(unlessUnavailable) : undefined
    // Two versions of one secret are one secret all the same.
    const secret = reference.startsWith('vault:') ? reference.split('@')[0] : reference
    return { environment: name, path, marks: [`reference ${secret}`, ...(value ? [`value ${value}`] : [])] }
  }
  const settings = [...ownSettings(environment)].flatMap(([service, planned]) =>
    planned.map((setting) => ({ setting, path: `environments.${name}.settings.${service}.${setting.name}` })),
  )
  const found = settings.flatMap(({ setting, path }): Promise<Held>[] => {
    if ('secret' in setting) return setting.secret.startsWith('local:') ? [] : [held(path, setting.secret)]
    return mustDiffer(setting) ? [Promise.resolve({ environment: name, path, marks: [`value ${setting.value}`] })] : []
  })
  // An account's token is good for all its projects by its nature; a project's is good for one environment.
  const ownToken = railway !== undefined && railway.tokenKind !== 'account'
  return await Promise.all([...(ownToken ? [held(`environments.${name}.railway.token`, railway.token)] : []), ...found])
}
