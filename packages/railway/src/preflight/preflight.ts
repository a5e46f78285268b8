import type { Finding, PlannedChange, Target } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { serviceSettings } from '../operations/service.ts'
import type { PlatformSurroundings } from '../platform/surroundings.ts'
import { placeOf } from '../platform/targets.ts'
import { checkAutoDeploy } from './auto-deploy.ts'
import type { Checked } from './checked.ts'
import { checkPlatform } from './platform-state.ts'
import { checkRateBudget } from './rate-budget.ts'
import { checkService } from './service-settings.ts'
import { checkSharing } from './sharing.ts'
import { checkStagedChanges } from './staged-changes.ts'
import { checkTokenScope } from './token-scope.ts'
import { checkVolumes } from './volumes.ts'

interface Check {
  /** What was to be found out, for the finding that says that it was not. */
  readonly subject: string
  /** Without the answer nothing may be released. */
  readonly needed: boolean
  run(checked: Checked): Promise<Finding[]> | Finding[]
}

const checks: readonly Check[] = [
  { subject: 'what the token is good for', needed: true, run: checkTokenScope },
  { subject: 'how the service is set to run', needed: true, run: checkService },
  { subject: 'how many requests are left', needed: false, run: checkRateBudget },
  { subject: 'whether changes are staged', needed: true, run: checkStagedChanges },
  { subject: 'how Railway itself is', needed: false, run: checkPlatform },
  { subject: 'whether pushes deploy by themselves', needed: false, run: checkAutoDeploy },
  { subject: 'whether a volume is attached', needed: false, run: checkVolumes },
  { subject: 'whether environments share anything', needed: true, run: checkSharing },
]

/**
 * Everything the platform gives reason to say before a release, all checks at once. A check that cannot be made is a
 * finding itself, never a pass; where many fail for one and the same reason it is said once.
 */
export async function preflightFindings(
  surroundings: PlatformSurroundings,
  target: Target,
  scope: PlannedChange,
): Promise<Finding[]> {
  const place = placeOf(surroundings.targets, target)
  const { environmentId, serviceId } = place
  const settings = surroundings.client
    .request(serviceSettings, { environmentId, serviceId })
    .then(({ serviceInstance }) => serviceInstance)
  const checked: Checked = { surroundings, target, place, settings, scope }
  const findings = await Promise.all(checks.map((check) => findingsOf(check, checked)))
  const said = new Set<string>()
  return findings.flat().filter(({ code, sentence }) => {
    const key = unreachable.has(code) ? code : `${code} ${sentence}`
    return !said.has(key) && said.add(key)
  })
}

/** Errors that say the same whatever was asked. */
const unreachable = new Set(['railway-unreachable', 'railway-edge-rate-limited'])

async function findingsOf(check: Check, checked: Checked): Promise<Finding[]> {
  try {
    return await check.run(checked)
  } catch (error) {
    if (!(error instanceof RailwayError)) throw error
    if (unreachable.has(error.code)) {
      return [{ code: error.code, severity: 'problem', sentence: error.message, wayOut: error.wayOut }]
    }
    return [
      {
        code: check.needed ? error.code : 'not-checked',
        severity: check.needed ? 'problem' : 'notice',
        sentence: `It could not be found out ${check.subject}. ${error.message}`,
        wayOut: error.wayOut,
      },
    ]
  }
}
