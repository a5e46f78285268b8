import { createHmac } from 'node:crypto'

/** The secret by which a process and a release tool know each other, and the key of the fingerprint. */
export const probeTokenName = 'KICKAI_PROBE_TOKEN'

/** Set by the release beside the settings: their names, with a comma between, as the fingerprint counts them. */
export const settingNamesName = 'KICKAI_SETTINGS'

/**
 * Tells whether two sides have the same settings without either naming a value: HMAC-SHA256 in hexadecimal digits over
 * `NAME=value` and a zero byte for each, sorted by name, under the probe token. No value can hold a zero byte.
 */
export function settingsFingerprint(token: string, settings: Iterable<readonly [name: string, value: string]>): string {
  const sorted = [...settings].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
  const hmac = createHmac('sha256', token)
  for (const [name, value] of sorted) hmac.update(`${name}=${value}\0`)
  return hmac.digest('hex')
}

/**
 * The fingerprint of the settings that a process really has, computed from its own environment variables. A name that is
 * not set is left out. Undefined where the release named none, or there is no probe token.
 */
export function ownSettingsFingerprint(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const token = environment[probeTokenName]
  const names = environment[settingNamesName]
  if (!token || names === undefined) return undefined
  const settings = names.split(',').flatMap((name): [string, string][] => {
    const value = environment[name]
    return value === undefined ? [] : [[name, value]]
  })
  return settingsFingerprint(token, settings)
}
