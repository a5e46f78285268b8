import { definitions } from './definitions.ts'

/** What the documentation tells of one setting. */
export interface SettingDescription {
  readonly name: string
  readonly type: string
  /** Undefined where there is none: see `required`. */
  readonly fallback: string | undefined
  readonly required: boolean
  readonly secret: boolean
  readonly environments: string
  readonly description: string
}

/** Every setting, in the order of the documentation. */
export const settingDescriptions: readonly SettingDescription[] = definitions.map((definition) => ({
  name: definition.name,
  type: definition.type,
  fallback: definition.fallback === '' ? undefined : definition.fallback,
  required: definition.required,
  secret: definition.secret,
  environments: definition.environments,
  description: definition.description,
}))

/** The settings as a Markdown table, ending in a line break. The same text on every call, for generated files. */
export function settingsTable(): string {
  const head = ['name', 'type', 'default', 'secret', 'environments', 'what it does']
  const rows = settingDescriptions.map((setting) => [
    `\`${setting.name}\``,
    setting.type,
    setting.fallback === undefined ? (setting.required ? 'required' : 'none') : `\`${setting.fallback}\``,
    setting.secret ? 'yes' : 'no',
    setting.environments,
    setting.description,
  ])
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |\n`).join('')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
