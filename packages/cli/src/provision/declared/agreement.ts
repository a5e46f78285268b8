import type { ServiceConfiguration } from '@kickai/release'
import { type Configuration, servicesIn } from '../../config/configuration.ts'
import type { Problem } from '../../error/command-error.ts'
import { type Declaration, type DeployConfig, declarationFile, declaredService } from './declaration.ts'

/** What releases carry, by its name in a declaration. Where both say it, they must say the same. */
const carried: readonly (readonly [field: keyof DeployConfig, of: (how: ServiceConfiguration) => unknown])[] = [
  ['startCommand', ({ startCommand }) => startCommand],
  ['healthcheckPath', ({ healthPath }) => healthPath],
  ['healthcheckTimeout', ({ healthTimeoutSeconds }) => healthTimeoutSeconds],
  ['cronSchedule', ({ schedule }) => schedule],
  ['overlapSeconds', ({ overlapSeconds }) => overlapSeconds],
  ['drainingSeconds', ({ drainingSeconds }) => drainingSeconds],
  ['restartPolicyType', ({ restartPolicy }) => restartPolicy],
  ['restartPolicyMaxRetries', ({ restartRetries }) => restartRetries],
]

/** Fields of a deployment that both the configuration and a release know. */
export const carriedFields: ReadonlySet<string> = new Set(carried.map(([field]) => field))

/** Where the configuration and a declaration say different things of a service, or one is silent that must speak. Pure. */
export function disagreements(configuration: Configuration, environment: string, declaration: Declaration): Problem[] {
  const scaling = configuration.environments.find(({ name }) => name === environment)?.scaling ?? {}
  return servicesIn(configuration, environment).flatMap(({ name, configuration: how }): Problem[] => {
    const path = `${environment}.services.${name}`
    const node = declaredService(declaration, name)
    if (node === undefined) return [{ path, sentence: `${declarationFile} declares no service of this name` }]
    const problems: Problem[] = []
    const say = (sentence: string) => problems.push({ path, sentence })
    for (const [field, of] of carried) {
      const [there, here] = [node.deploy?.[field], of(how)]
      if (there != null && there !== here)
        say(
          `${declarationFile} says ${field} ${JSON.stringify(there)}, the configuration ${JSON.stringify(here ?? null)}`,
        )
    }
    if (node.source !== undefined && node.source.type !== 'empty')
      say(`${declarationFile} gives it a source, and kickai releases it: leave "source" out there`)
    const named = Object.entries(node.variables ?? {}).filter(([, value]) => value.type !== 'preserve')
    if (named.length > 0)
      say(
        `${declarationFile} sets ${named.map(([variable]) => variable).join(', ')}: put that into "settings", which releases set and bring back`,
      )
    if (Object.keys(scaling[name] ?? {}).length > 0)
      say(`${declarationFile} says how far it is scaled: leave ${Object.keys(scaling[name] ?? {}).join(', ')} out here`)
    return problems
  })
}
