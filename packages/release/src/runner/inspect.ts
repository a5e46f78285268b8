import { attestationOf, newestServing } from '../gates/attestation.ts'
import { currentOf } from '../journal/current.ts'
import { halfDoneRelease } from '../journal/half-done.ts'
import { openJournal } from '../journal/journal.ts'
import type { Against } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { PartPlan, Plan } from '../plan/plan.ts'
import { type Finding, kindOf, type ServiceView } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { againstOf, changedSince } from './planned-against.ts'
import type { Ports } from './ports.ts'
import { promotionFindings } from './promotion-findings.ts'
import { resolveSettings } from './settings.ts'

/** What preflight found, and what it was held against where a person is to be asked. */
export interface Inspected {
  readonly findings: readonly Finding[]
  readonly against?: readonly Against[]
}

/** Preflight: every finding at once, those of the platform and our own. Changes nothing. */
export async function inspect(state: ReleaseState, ports: Ports): Promise<Inspected> {
  const { plan } = state
  const perPart = plan.parts.map((part) => partFindings(part, plan, ports))
  const findings = await Promise.all([
    journalFindings(state, ports),
    artifactFindings(state, ports),
    ...perPart,
    hookFindings(plan, ports),
    ports.notifier.inspect?.() ?? [],
  ])
  const found = [...findings.flat(), ...promotionFindings(plan)]
  if (!plan.policy.approval) return { findings: found }
  const against = await againstOf(plan, ports)
  return { findings: [...found, ...changedSince(state, against)], against }
}

async function hookFindings({ hooks = {} }: Plan, ports: Ports): Promise<Finding[]> {
  const variables = Object.values(hooks).flatMap((planned) => planned.flatMap((hook) => hook.variables))
  return await settingsFindings(variables, ports)
}

async function partFindings(part: PartPlan, plan: Plan, ports: Ports): Promise<Finding[]> {
  const target = { environment: plan.environment, service: part.service }
  const [platform, settings, settingsBefore, view] = await Promise.all([
    ports.platform.preflight(target, {
      wanted: part.configuration,
      ...(part.before && { before: part.before.configuration }),
    }),
    settingsFindings(part.settings, ports),
    settingsFindings(part.before?.settings ?? [], ports),
    ports.platform.view(target),
  ])
  const findings = [...platform, ...settings]
  // What is missing now as well was told already.
  if (settings.length === 0) findings.push(...settingsBefore.map(forTheWayBack))
  if (part.before === undefined) return [...findings, ...foreignFindings(part, view, plan)]
  const { deployment, configuration } = part.before
  const runs =
    kindOf(configuration) === 'cron' ? attestationOf('cron', view, deployment).alone : view.active.includes(deployment)
  if (!runs) findings.push(notRunning(deployment))
  const kept = view.deployments.find((record) => record.id === part.before?.deployment)?.restorable
  if (kept !== true) findings.push(await coldTarget(part.before.digest, ports))
  return findings
}

function forTheWayBack(finding: Finding): Finding {
  return {
    ...finding,
    sentence: `A rollback would need the previous release's settings. ${finding.sentence}`,
    wayOut: `Keep them until this release is live. ${finding.wayOut}`,
  }
}

function notRunning(deployment: string): Finding {
  return {
    code: 'live-not-running',
    severity: 'notice',
    sentence: `Deployment ${deployment}, which is live by the journal, does not run any more.`,
    wayOut: 'Nothing to do; this release brings a running one, and a rollback would bring that one back.',
  }
}

/** Over a service that this journal never released there is nothing to go back to, and its settings would be lost. */
function foreignFindings({ service, configuration }: PartPlan, view: ServiceView, { takeOver }: Plan): Finding[] {
  // A schedule may be in force although nothing of it runs just now.
  const scheduled = kindOf(configuration) === 'cron' ? newestServing(view.deployments) : undefined
  const running = view.active.length > 0 || scheduled === undefined ? view.active : [scheduled.id]
  if (running.length === 0 || takeOver === true) return []
  return [
    {
      code: 'foreign-deployment',
      severity: 'problem',
      sentence: `${service} already runs deployment ${running.join(', ')}, which this journal knows nothing of.`,
      wayOut: 'Release with --take-over: its settings and variables are replaced, and a failure can not bring it back.',
    },
  ]
}

/** What the journal says against going on: a release that was left half done, or a plan that others have overtaken. */
async function journalFindings({ plan }: ReleaseState, ports: Ports): Promise<Finding[]> {
  const journal = openJournal(ports.store)
  const findings: Finding[] = []
  const halfDone = await halfDoneRelease(journal, plan.environment, plan.release)
  if (halfDone !== undefined) {
    const { release } = halfDone.plan
    findings.push({
      code: 'release-unfinished',
      severity: 'problem',
      sentence: `Release ${release} was left half done (${halfDone.state}).`,
      wayOut: `Finish it with "kickai resume ${release}", then try again.`,
    })
  }
  const { live } = await currentOf(journal, plan.environment)
  const [first] = plan.parts
  // Plans of one part alone did not say what they were made over.
  const over = plan.over ?? (plan.parts.length === 1 ? first?.before?.release : undefined)
  if (live?.release !== over) {
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
    return [problemOf(error)]
  }
}

/**
 * The artifact must be where every machine finds it before anything changes, so it is put there once more: it may lie in a
 * cache alone, or have been built while there was no other place.
 */
async function artifactFindings({ plan }: ReleaseState, ports: Ports): Promise<Finding[]> {
  if (plan.parts.every((part) => part.source.how === 'restore')) return []
  try {
    const archive = await ports.artifacts.get(plan.artifact.digest)
    if (archive === undefined) return [artifactMissing(plan.artifact.digest)]
    await ports.artifacts.put(plan.artifact, archive)
    return []
  } catch (error) {
    return [problemOf(error, 'The artifact is not safely kept. ')]
  }
}

function artifactMissing(digest: string): Finding {
  return {
    code: 'artifact-missing',
    severity: 'problem',
    sentence: `The artifact ${digest} is not kept here.`,
    wayOut: 'Build it again with "kickai deploy" from its commit, or release from the machine that built it.',
  }
}

async function coldTarget(digest: string, ports: Ports): Promise<Finding> {
  try {
    return (await ports.artifacts.get(digest)) === undefined ? targetGone : targetCold
  } catch (error) {
    return problemOf(error, 'The platform keeps no image of the previous release, and its artifact is not to be had. ')
  }
}

const targetCold: Finding = {
  code: 'rollback-target-cold',
  severity: 'notice',
  sentence:
    'The platform no longer keeps the previous image; a rollback would send the artifact again, which takes longer.',
  wayOut: 'Nothing to do; a new release makes a kept image again.',
}

const targetGone: Finding = {
  code: 'rollback-target-gone',
  severity: 'problem',
  sentence:
    'The previous release can not be brought back: the platform keeps no image of it, and its artifact is not here.',
  wayOut: 'Release from the machine that holds its artifact, or build its commit again first.',
}

/** An error of a release as a finding; any other is a fault and thrown on. */
function problemOf(error: unknown, before = ''): Finding {
  if (!(error instanceof ReleaseError)) throw error
  return { code: error.code, severity: 'problem', sentence: before + error.message, wayOut: error.wayOut }
}
