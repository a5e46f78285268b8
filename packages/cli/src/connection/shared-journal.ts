import { Secret } from '@kickai/railway'
import type { Configuration } from '../config/configuration.ts'
import { demandSecrets, openSecrets } from '../release/secrets.ts'
import type { SharedJournal } from '../workspace/workspace.ts'

/** The journal that the configuration puts into a shared store; its URL is asked for only by who needs it. */
export function sharedJournal(
  { journal: reference, root }: Pick<Configuration, 'journal' | 'root'>,
  environment: NodeJS.ProcessEnv,
): SharedJournal | undefined {
  if (reference === undefined) return undefined
  const secrets = openSecrets({ environment, root })
  return {
    async url() {
      await demandSecrets(secrets, [{ path: 'journal', reference }])
      return new Secret((await secrets.resolve(reference)) ?? '')
    },
  }
}
