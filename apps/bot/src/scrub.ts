export type Scrub = (text: string) => string

/** What stands in the place of a secret. */
const shown = '[secret]'

/** The form of a bot's token, alone or behind `bot` in an address. */
const tokens = /\b(bot)?\d{3,16}:[A-Za-z0-9_-]{12,}/g

/** Shorter ones would take ordinary words out of the lines. */
const shortestSecret = 6

/**
 * Makes a function that takes secrets out of text: everything that looks like a bot's token, and the given values as
 * they are, as they stand in JSON, and as they stand in an address.
 */
export function scrubberFor(secrets: readonly string[]): Scrub {
  const forms = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
  const known = [...new Set(forms)].sort((left, right) => right.length - left.length)
  return (text) => known.reduce((rest, form) => rest.replaceAll(form, shown), text).replace(tokens, `$1${shown}`)
}
