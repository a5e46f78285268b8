import { probeTokenName } from '@kickai/bundle'
import { currentOf } from '../journal/current.ts'
import { halfDoneRelease } from '../journal/half-done.ts'
import { openJournal } from '../journal/journal.ts'
import type { Against, Standing } from '../machine/event.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Before, PartPlan, Plan } from '../plan/plan.ts'
import { type Finding, kindOf, type ServiceView, type Target } from '../ports/platform.ts'
import type { PlannedSetting } from '../ports/secrets.ts'
import { ReleaseError } from '../release-error.ts'
import { wantedSettings } from '../settings/wanted.ts'
import { foreignFindings } from './foreign-findings.ts'
import { againstOf, changedSince } from './planned-against.ts'
import type { Ports } from './ports.ts'
import { promotionFindings } from './promotion-findings.ts'
import { rotationFindings } from './rotation-findings.ts'

/** What preflight found, what it saw of each part, and what it was held against where a person is to be asked. */
export interface Inspection {
  readonly findings: readonly Finding[]
  readonly standings: readonly Standing[]
  readonly against?: readonly Against[]
}

/** What is looked at besides, or left out, where nothing is about to be released. */
interface Diagnosis {
  /** There is no artifact yet, and what runs is looked at as it is. */
  readonly diagnosis: boolean
}

/** Preflight: every finding at once, those of the platform and our own. Changes nothing. */
export async function inspect(
  state: ReleaseState,
  ports: Ports,
  { diagnosis }: Diagnosis = { diagnosis: false },
): Promise<Inspection> {
  const { plan } = state
  const [general, ...parts] = await Promise.all([
    Promise.all([
      journalFindings(state, ports),
      diagnosis ? [] : artifactFindings(state, ports),
      hookFindings(plan, ports),
      ports.notifier.inspect?.() ?? [],
    ]),
    ...plan.parts.map((part) => inspectPart(part, plan, ports, diagnosis)),
  ])
  const standings = parts.map(({ standing }) => standing)
  const findings = [...general, ...parts.map((part) => part.findings)].flat()
  // First, since the first problem is the reason that is told everywhere: whether this is the right thing to promote at all.
  const found = [...promotionFindings(plan), ...findings]
  if (!plan.policy.approval) return { findings: found, standings }
  const against = await againstOf(plan, ports)
  return { findings: [...found, ...changedSince(state, against)], standings, against }
}

async function hookFindings({ hooks = {} }: Plan, ports: Ports): Promise<Finding[]> {
  const variables = Object.values(hooks).flatMap((planned) => planned.flatMap((hook) => hook.variables))
  return await settingsFindings(variables, ports)
}

async function inspectPart(part: PartPlan, plan: Plan, ports: Ports, diagnosis: boolean) {
  const target = { environment: plan.environment, service: part.service }
  const seen = diagnosis ? await ports.platform.view(target) : undefined
  // What was never deployed is as it should be after the first release.
  const asItIs = seen !== undefined && seen.deployments.length > 0
  const [platform, own, settings, settingsBefore, view] = await Promise.all([
    ports.platform.preflight(target, {
      wanted: part.configuration,
      ...(part.before && { before: part.before.configuration }),
      ...(asItIs && { asItIs }),
    }),
    // Nothing of what a service depends on stands in the way of going back.
    plan.kind === 'rollback' ? [] : (ports.checks?.(target, part.settings) ?? []),
    settingsFindings(part.settings, ports),
    settingsFindings((part.before?.rebuilt ? undefined : part.before?.settings) ?? [], ports),
    seen ?? ports.platform.view(target),
  ])
  const findings = [...platform, ...own, ...settings, ...proofFindings(part, plan)]
  // What is missing now as well was told already.
  if (settings.length === 0) findings.push(...settingsBefore.map(forTheWayBack))
  findings.push(...(await foreignFindings(part, plan, view, ports)))
  if (part.before === undefined) findings.push(...(await sealedFindings(part, target, ports)))
  if (part.before !== undefined) findings.push(...(await keptFindings(part.before, view, ports)))
  findings.push(...(await rotationFindings(part, plan, target, ports)))
  const { configurationEtag: etag, runsBeforeDeploying, image } = view
  const standing: Standing = {
    deployments: view.deployments.map(({ id }) => id),
    ...(etag !== undefined && { etag }),
    ...(runsBeforeDeploying === true && { migrates: true }),
    ...(image !== undefined && { image }),
  }
  return { findings, standing }
}

function forTheWayBack(finding: Finding): Finding {
  return {
    ...finding,
    sentence: `A rollback would need the previous release's settings. ${finding.sentence}`,
    wayOut: `Keep them until this release is live. ${finding.wayOut}`,
  }
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
  const over = plan.over ?? (plan.parts.length === 1 && !first?.before?.rebuilt ? first?.before?.release : undefined)
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

/** A proof that is demanded needs the token under which it is given. */
function proofFindings({ service, settings, configuration }: PartPlan, { environment, policy }: Plan): Finding[] {
  if (policy.settingsProof !== 'demanded' || kindOf(configuration) !== 'web') return []
  if (settings.some(({ name }) => name === probeTokenName)) return []
  const sentence = `${environment} demands that ${service} proves its settings, and there is no ${probeTokenName} among them.`
  const wayOut = `Add ${probeTokenName} to the settings, as a secret; docs/settings-proof.md says how a service proves them.`
  return [{ code: 'probe-token-missing', severity: 'problem', sentence, wayOut }]
}

async function settingsFindings(settings: readonly PlannedSetting[], ports: Ports): Promise<Finding[]> {
  try {
    await wantedSettings(settings, ports)
    return []
  } catch (error) {
    if (!(error instanceof ReleaseError)) throw error
    return [{ code: error.code, severity: 'problem', sentence: error.message, wayOut: error.wayOut }]
  }
}

/** What is sealed can not be read, so what a first release removes of it nobody can put back. */
async function sealedFindings(part: PartPlan, target: Target, ports: Ports): Promise<Finding[]> {
  const { sealed } = await ports.platform.heldSettings(target)
  const lost = sealed.filter((name) => !part.settings.some((setting) => setting.name === name))
  if (lost.length === 0) return []
  return [
    {
      code: 'sealed-settings-replaced',
      severity: 'notice',
      sentence: `${part.service} has sealed settings that this release removes and nobody can put back: ${lost.join(', ')}.`,
      wayOut: 'Add them to the settings in the configuration, as secrets, if they are still needed.',
    },
  ]
}

async function artifactFindings({ plan }: ReleaseState, ports: Ports): Promise<Finding[]> {
  // An image is the registry's to keep; the platform fetches it from there.
  if (plan.artifact.kind === 'image' || plan.parts.every((part) => part.source.how === 'restore')) return []
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

/** Whether the platform still keeps the image that a rollback would bring back, and else where it would come from. */
export async function keptFindings(
  before: Pick<Before, 'deployment' | 'digest' | 'configuration'>,
  { deployments }: ServiceView,
  ports: Pick<Ports, 'artifacts'>,
): Promise<Finding[]> {
  const kept = deployments.find((record) => record.id === before.deployment)?.restorable
  if (kept === true) return []
  return [before.configuration.image === undefined ? await coldTarget(before.digest, ports) : targetCold]
}

async function coldTarget(digest: string, ports: Pick<Ports, 'artifacts'>): Promise<Finding> {
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
