import { type Finding, kindOf, type Target } from '@kickai/release'
import { isNotFound } from '../errors/railway-error.ts'
import { hasCommand, type ServiceSettings } from '../operations/service.ts'
import { instanceMissing } from '../platform/view.ts'
import type { Checked } from './checked.ts'

/** The service is in the environment, and its settings allow a release without losing requests. */
export async function checkService({ target, settings, scope }: Checked): Promise<Finding[]> {
  try {
    const held = await settings
    return [
      ...schedule(held, target, scope),
      ...standing(held, target),
      ...(scope.asItIs ? releasable(held, target, scope) : []),
    ]
  } catch (error) {
    if (!isNotFound(error)) throw error
    const { code, message, wayOut } = instanceMissing(target, error)
    return [{ code, severity: 'problem', sentence: message, wayOut }]
  }
}

/** Pure: a schedule that is there without having been planned, and that a release would take off. */
function schedule({ cronSchedule }: ServiceSettings, { service, environment }: Target, scope: Checked['scope']) {
  const isPlanned = scope.wanted?.schedule !== undefined || scope.before?.schedule !== undefined
  if (!cronSchedule || isPlanned) return []
  const finding: Finding = {
    code: 'cron-schedule',
    severity: scope.wanted === undefined ? 'notice' : 'problem',
    sentence: `${service} in ${environment} runs by a schedule (${cronSchedule}), which the configuration does not know of and a release would take off.`,
    wayOut: `Say kind: 'cron' and schedule: '${cronSchedule}' in the configuration, or take the schedule off on Railway.`,
  }
  return [finding]
}

/** Pure: what a release does not set itself. */
function standing(settings: ServiceSettings, { service, environment }: Target): Finding[] {
  const findings: Finding[] = []
  const notice = (code: string, sentence: string, wayOut: string) =>
    findings.push({ code, severity: 'notice', sentence, wayOut })
  if (hasCommand(settings.preDeployCommand)) {
    notice(
      'pre-deploy-command',
      `${service} in ${environment} has a command that runs before each deployment; going back does not undo what it did.`,
      'Make sure that the release before can run with what the command changes; then rollback.afterMigration lets it be brought back by itself, which is otherwise left to a person.',
    )
  }
  if (settings.sleepApplication) {
    notice(
      'sleeps',
      `${service} in ${environment} is put to sleep when it sends nothing for 10 minutes; the first request after that may fail, and nothing of its own goes on.`,
      'Switch sleeping (serverless) off in the settings of the service on Railway.',
    )
  }
  if (settings.railwayConfigFile) {
    notice(
      'configuration-file',
      `${service} in ${environment} also takes its settings from ${settings.railwayConfigFile}, which overrides what a release sets.`,
      'Remove the file; Railway stops reading such files on 1 December 2026.',
    )
  }
  return findings
}

/** Pure: what a release sets, as it is before. */
function releasable(settings: ServiceSettings, { service, environment }: Target, scope: Checked['scope']): Finding[] {
  const findings: Finding[] = []
  const { wanted } = scope
  const add = (code: string, severity: Finding['severity'], sentence: string, configured = '') =>
    findings.push({ code, severity, sentence, wayOut: configured || 'The next release sets it; or set it on Railway.' })
  if (!settings.healthcheckPath && kindOf(wanted ?? {}) === 'web') {
    add(
      'no-health-path',
      'problem',
      `${service} in ${environment} has no health check: a deployment counts as good as soon as it starts.`,
    )
  }
  if (!settings.drainingSeconds) {
    add(
      'no-draining',
      'problem',
      `${service} in ${environment} is killed without time to finish its requests (draining 0 s).`,
      wanted?.drainingSeconds === 0 ? 'Give it drainingSeconds in the configuration, such as 10.' : undefined,
    )
  }
  // Where the configuration wants none it was somebody's choice.
  if (!settings.overlapSeconds && wanted?.overlapSeconds !== 0) {
    add(
      'no-overlap',
      'notice',
      `${service} in ${environment} ends the old deployment as soon as the new one is active (overlap 0 s).`,
    )
  }
  return findings
}
