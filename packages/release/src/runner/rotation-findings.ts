import type { PartPlan, Plan } from '../plan/plan.ts'
import { isRotation, rotatedSecrets } from '../plan/rotation.ts'
import type { Finding, Target } from '../ports/platform.ts'
import type { Ports } from './ports.ts'

/** What is to be known of secrets that a release gives another value, should it go back. */
export async function rotationFindings(part: PartPlan, plan: Plan, target: Target, ports: Ports): Promise<Finding[]> {
  const names = rotatedSecrets(plan)
    .filter(({ service }) => service === part.service)
    .map(({ name }) => name)
  if (names.length === 0) return []
  if (!isRotation(plan)) return [changedToo(part.service, names, plan.environment)]
  const { sealed } = await ports.platform.heldSettings(target)
  const lost = names.filter((name) => sealed.includes(name) && !comesByVersion(part, name))
  return lost.length === 0 ? [] : [unreadable(part.service, lost)]
}

/** Whether the reference of before is another one, so that it still leads to the former value. */
function comesByVersion({ settings, before }: PartPlan, name: string): boolean {
  const referenceIn = (planned: PartPlan['settings']) => {
    const setting = planned.find((each) => each.name === name)
    return setting !== undefined && 'secret' in setting ? setting.secret : undefined
  }
  return referenceIn(before?.settings ?? []) !== referenceIn(settings)
}

function changedToo(service: string, names: readonly string[], environment: string): Finding {
  return {
    code: 'secrets-changed-too',
    severity: 'notice',
    sentence: `Besides all else ${service} gets another value of ${names.join(', ')}; should this release go back, what ran before gets the new value too.`,
    wayOut: `Rotate secrets by themselves, before or after: "kickai rotate ${environment}" brings their former values back when they are no good.`,
  }
}

function unreadable(service: string, names: readonly string[]): Finding {
  return {
    code: 'secret-not-restorable',
    severity: 'notice',
    sentence: `${names.join(', ')} of ${service} is sealed. Should this release go back, the platform runs what ran before with its former value, but the setting keeps the new one.`,
    wayOut: 'Keep the former value at hand, or name a version in the reference, such as "vault:NAME@2".',
  }
}
