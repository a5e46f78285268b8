import type { Hook, Secrets } from '@kickai/release'
import { CommandError } from '../error/command-error.ts'

/** Variables without the secrets that `references` name, under whatever name these are handed on. */
export function withoutSecrets(
  variables: NodeJS.ProcessEnv,
  references: readonly string[],
  values: readonly string[],
): NodeJS.ProcessEnv {
  const names = new Set(references.flatMap((reference) => /^env:(.+)$/.exec(reference)?.[1] ?? []))
  const secret = new Set(values)
  return Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => !names.has(name) && !secret.has(value ?? '')),
  )
}

/** The variables that a hook names itself; `secret-missing` where one has no value. */
export async function ownVariables({ variables }: Hook, secrets: Secrets): Promise<NodeJS.ProcessEnv> {
  const entries = variables.map(async (variable): Promise<[string, string]> => {
    const value = 'value' in variable ? variable.value : await secrets.resolve(variable.secret)
    if (value === undefined) throw new CommandError('secret-missing', `${variable.name} of a hook has no value.`)
    return [variable.name, value]
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** What is behind references. One that leads nowhere, or to something that cannot be read here, gives nothing away. */
export async function valuesBehind(references: readonly string[], secrets: Secrets): Promise<string[]> {
  const values = await Promise.allSettled(references.map((reference) => secrets.resolve(reference)))
  return values.flatMap((each) => (each.status === 'fulfilled' && each.value !== undefined ? [each.value] : []))
}
