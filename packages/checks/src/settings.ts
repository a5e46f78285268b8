import { readSettings, type SettingProblem, SettingsError, type SettingWarning } from '@kickai/settings'
import type { Finding, Subject } from './check.ts'
import { valuesOf } from './values.ts'

/** What the service would refuse to start with, and what it would warn of. No finding holds a value. */
export function checkSettings(subject: Pick<Subject, 'service' | 'settings' | 'missing'>): Finding[] {
  const { problems, warnings } = read(subject)
  const told = new Set(subject.missing)
  const asFinding = (severity: 'problem' | 'notice') => (problem: SettingProblem | SettingWarning) => ({
    code: problem.code,
    severity,
    sentence: `${subject.service}: ${problem.message}`,
    wayOut: problem.wayOut,
  })
  return [
    ...problems.filter(({ code, name }) => !(code === 'setting-missing' && told.has(name))).map(asFinding('problem')),
    ...warnings.map(asFinding('notice')),
  ]
}

function read(subject: Pick<Subject, 'settings'>): Pick<SettingsError, 'problems' | 'warnings'> {
  try {
    return { problems: [], warnings: readSettings(valuesOf(subject)).warnings }
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
}
