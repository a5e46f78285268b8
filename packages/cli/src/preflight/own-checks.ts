import { createScrub, Secret } from '@kickai/railway'
import type { Finding, PlannedSetting, Secrets, ServiceChecks } from '@kickai/release'
import { z } from 'zod'
import type { Configuration } from '../config/configuration.ts'
import type { PreflightCheck, PreflightSubject } from '../config/preflight-check.ts'
import { unlessUnavailable } from '../release/secrets.ts'
import { within } from './within.ts'

/** What a check of the configuration may give; it is a program of its own, so this is not taken on trust. */
const given = z.array(
  z.object({
    code: z.string().regex(/^[a-z][a-z0-9-]*$/, 'the code is lower-case letters, digits and "-"'),
    severity: z.enum(['problem', 'notice']).default('problem'),
    sentence: z.string().min(1),
    wayOut: z.string().min(1),
  }),
)

/**
 * The checks that the configuration names for a service, all at once; with `offline` those alone that ask nobody. No value
 * of a secret is in what they find.
 */
export function ownChecks(
  { preflight }: Pick<Configuration, 'preflight'>,
  secrets: Secrets,
  { offline = false }: { readonly offline?: boolean } = {},
): ServiceChecks {
  return async ({ environment, service }, planned) => {
    const checks = (preflight[service] ?? []).filter((check) => !offline || check.offline === true)
    if (checks.length === 0) return []
    const { settings, missing } = await resolved(planned, secrets)
    const scrub = createScrub(
      Object.values(settings).flatMap((value) => (typeof value === 'string' ? [] : [value.reveal()])),
    )
    const findings = await Promise.all(
      checks.map((check, index) =>
        within(subjectOf(check, index, service), async (signal) =>
          read(await check({ environment, service, settings, missing, signal })),
        ),
      ),
    )
    return findings
      .flat()
      .map((finding) => ({ ...finding, sentence: scrub(finding.sentence), wayOut: scrub(finding.wayOut) }))
  }
}

/** Functions without a name are told by their place. */
function subjectOf({ name }: PreflightCheck, index: number, service: string): string {
  return `what the check ${name || `number ${index + 1}`} of ${service} asks`
}

function read(found: unknown): Finding[] {
  const parsed = given.safeParse(found)
  if (parsed.success) return parsed.data
  throw new TypeError(`it gave something else than findings: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
}

async function resolved(
  planned: readonly PlannedSetting[],
  secrets: Secrets,
): Promise<Pick<PreflightSubject, 'settings' | 'missing'>> {
  const settings: { [name: string]: string | Secret } = {}
  const missing: string[] = []
  for (const setting of planned) {
    if ('value' in setting) settings[setting.name] = setting.value
    else {
      const value = await secrets.resolve(setting.secret).catch(unlessUnavailable)
      if (value === undefined) missing.push(setting.name)
      else settings[setting.name] = new Secret(value)
    }
  }
  return { settings, missing }
}
