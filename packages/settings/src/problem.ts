/** What is wrong with one setting. No field ever holds the setting's value. */
export interface SettingProblem {
  readonly code: 'setting-missing' | 'setting-invalid' | 'setting-unknown' | 'setting-placeholder'
  /** The setting's name, as it stands in the environment. */
  readonly name: string
  readonly message: string
  readonly wayOut: string
}

/** Something to know about a setting that is accepted all the same. */
export interface SettingWarning {
  readonly code: 'setting-retired-model' | 'setting-placeholder'
  readonly name: string
  readonly message: string
  readonly wayOut: string
}

/** Settings that cannot be used, with every problem found and not just the first. */
export class SettingsError extends Error {
  readonly code = 'settings-invalid'
  readonly wayOut: string
  readonly problems: readonly SettingProblem[]
  /** What should be put right besides. */
  readonly warnings: readonly SettingWarning[]

  constructor(problems: readonly SettingProblem[], warnings: readonly SettingWarning[] = []) {
    const names = [...new Set(problems.map((problem) => problem.name))].join(', ')
    super(`${problems.length === 1 ? 'One setting' : `${problems.length} settings`} cannot be used: ${names}.`)
    this.name = 'SettingsError'
    this.wayOut = problems.map((problem) => problem.wayOut).join(' ')
    this.problems = problems
    this.warnings = warnings
  }
}
