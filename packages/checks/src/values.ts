import type { ReadSettings } from '@kickai/settings'
import { readSettings, SettingsError } from '@kickai/settings'
import type { Subject } from './check.ts'

/** The settings as a process would have them; secrets in the clear, for the one place that reads them. */
export function valuesOf({ settings }: Pick<Subject, 'settings'>): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()]),
  )
}

/** The settings as the service would read them; undefined where it could not, which is the finding of another check. */
export function readableSettings(subject: Pick<Subject, 'settings'>): ReadSettings['settings'] | undefined {
  try {
    return readSettings(valuesOf(subject)).settings
  } catch (error) {
    if (error instanceof SettingsError) return undefined
    throw error
  }
}
