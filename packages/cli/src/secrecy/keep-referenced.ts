import type { Configuration } from '../config/configuration.ts'
import { openSecrets } from '../release/secrets.ts'
import type { Secrecy } from './secrecy.ts'

const reference = /^(env|file):\S+$/
/** Names of variables whose values are secrets by all experience. */
const secretName = /TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|API_?KEY|DATABASE_URL|DSN|WEBHOOK/i
/** An address with a password in it. */
const withPassword = /^[\w+.-]+:\/\/[^/@\s]*:[^/@\s]+@/

/**
 * Keeps the value of every reference in a configuration, whichever environment it belongs to and whatever it is for: what
 * says too much need not be what is used. A file that cannot be read has no value to keep; who needs it says so.
 */
export async function keepReferenced(
  configuration: Configuration,
  variables: NodeJS.ProcessEnv,
  secrecy: Secrecy,
): Promise<void> {
  const secrets = openSecrets({ environment: variables, root: configuration.root })
  const found = referencesWithin(configuration)
  const values = await Promise.allSettled(found.map((each) => secrets.resolve(each)))
  secrecy.keep(values.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : [])))
}

/** Where no configuration says which variables hold secrets, their names and shapes have to. */
export function keepLikely(variables: NodeJS.ProcessEnv, secrecy: Secrecy): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    if (secretName.test(name) || withPassword.test(value)) secrecy.keep([value])
  }
}

/** Fields below which a text is a value, and only `{ secret }` a reference. */
const valued: ReadonlySet<string> = new Set(['settings', 'variables'])

/** Every text in plain data that is a reference to a secret, each once. */
export function referencesWithin(data: unknown): string[] {
  return [...new Set(referencesBelow(data, false))]
}

function referencesBelow(data: unknown, isValued: boolean): string[] {
  if (typeof data === 'string') return !isValued && reference.test(data) ? [data] : []
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([name, value]) =>
    referencesBelow(value, name !== 'secret' && (isValued || valued.has(name))),
  )
}
