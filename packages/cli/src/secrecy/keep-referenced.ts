import type { Configuration } from '../config/configuration.ts'
import { openSecrets } from '../release/secrets.ts'
import { referencesWithin } from './references.ts'
import type { Secrecy } from './secrecy.ts'

/** Names of variables whose values are secrets by all experience. */
const secretName = /TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|API_?KEY|DATABASE_URL|DSN|WEBHOOK/i
/** An address with a password in it. */
const withPassword = /^[\w+.-]+:\/\/[^/@\s]*:[^/@\s]+@/

/**
 * Keeps the value of every reference in a configuration, whichever environment it belongs to and whatever it is for: what
 * says too much need not be what is used. A file that cannot be read has no value to keep; who needs it says so. A vault is
 * not asked: what nobody has fetched nobody can say, and whoever fetches it keeps it.
 */
export async function keepReferenced(
  configuration: Configuration,
  variables: NodeJS.ProcessEnv,
  secrecy: Secrecy,
): Promise<void> {
  const secrets = openSecrets({ environment: variables, root: configuration.root })
  const found = referencesWithin(configuration).filter((each) => !each.startsWith('vault:'))
  const values = await Promise.allSettled(found.map((each) => secrets.resolve(each)))
  secrecy.keep(values.flatMap((each) => (each.status === 'fulfilled' && each.value ? [each.value] : [])))
}

/** Where no configuration says which variables hold secrets, their names and shapes have to. */
export function keepLikely(variables: NodeJS.ProcessEnv, secrecy: Secrecy): void {
  for (const [name, value = ''] of Object.entries(variables)) {
    if (secretName.test(name) || withPassword.test(value)) secrecy.keep([value])
  }
}
