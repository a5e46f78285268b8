import { currentOf } from '../journal/current.ts'
import { openJournal, replay } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Finding } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import type { Ports } from './ports.ts'
import { resolveSettings } from './settings.ts'

/** Preflight: every finding at once, those of the platform and our own. Changes nothing. */
export async function inspect(state: ReleaseState, ports: Ports): Promise<Finding[]> {
  const { plan } = state
  const perPart = plan.parts.map(async (part): Promise<Finding[]> => {
    const target = { environment: plan.environment, service: part.service }
    const [platform, settings, view] = await Promise.all([
      ports.platform.preflight(target),
      settingsFindings(part.settings, ports),
      ports.platform.view(target),
    ])
    const findings = [...platform, ...settings]
    const kept = part.before && view.deployments.find((record) => record.id === part.before?.deployment)?.restorable
    if (part.before !== undefined && kept !== true) findings.push(await coldTarget(part.before.digest, ports))
    return findings
  })
  const findings = await Promise.all([...perPart, artifactFindings(state, ports), journalFindings(state, ports)])
  return findings.flat()
}

/** What the journal says against going on: a release that was left half done, or a plan that others have overtaken. */
async function journalFindings({ plan }: ReleaseState, ports: Ports): Promise<Finding[]> {
  const journal = openJournal(ports.store)
  const findings: Finding[] = []
  for (const head of await journal.heads(plan.environment)) {
    if (head.closed || head.release === plan.release) continue
    const other = replay(await journal.entries(head.release))
    if (['planned', 'leased', 'preflight', 'awaiting approval'].includes(other.state)) continue
    findings.push({
      code: 'release-unfinished',
      severity: 'problem',
      sentence: `Release ${head.release} was left half done (${other.state}).`,
      wayOut: `Finish it with "kickai resume ${head.release}", then try again.`,
    })
  }
  const { live } = await currentOf(journal, plan.environment)
  const moved = plan.parts.some(
    (part) => live?.parts.find((each) => each.service === part.service)?.deployment !== part.before?.deployment,
  )
  if (moved) {
    findings.push({
      code: 'plan-stale',
      severity: 'problem',
      sentence: 'Another release has gone live since this one was planned.',
      wayOut: 'Start the release again; it is then planned from what runs now.',
    })
  }
  return findings
}

async function settingsFindings(settings: Parameters<typeof resolveSettings>[0], ports: Ports): Promise<Finding[]> {
  try {
    await resolveSettings(settings, ports.secrets)
    return []
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error
    return [{ code: error.code, severity: 'problem', sentence: error.message, wayOut: error.wayOut }]
  }
}

async function artifactFindings({ plan }: ReleaseState, ports: Ports): Promise<Finding[]> {
  if (plan.parts.every((part) => part.source.how === 'restore')) return []
  if ((await ports.artifacts.get(plan.artifact.digest)) !== undefined) return []
  return [
    {
      code: 'artifact-missing',
      severity: 'problem',
      sentence: `The artifact ${plan.artifact.digest} is not kept here.`,
      wayOut: 'Build it again with "kickai deploy" from its commit, or release from the machine that built it.',
    },
  ]
}

async function coldTarget(digest: string, ports: Ports): Promise<Finding> {
  const kept = (await ports.artifacts.get(digest)) !== undefined
  return kept
    ? {
        code: 'rollback-target-cold',
        severity: 'notice',
        sentence:
          'The platform no longer keeps the previous image; a rollback would send the artifact again, which takes longer.',
        wayOut: 'Nothing to do; a new release makes a kept image again.',
      }
    : {
        code: 'rollback-target-gone',
        severity: 'problem',
        sentence:
          'The previous release can not be brought back: the platform keeps no image of it, and its artifact is not here.',
        wayOut: 'Release from the machine that holds its artifact, or build its commit again first.',
      }
}
