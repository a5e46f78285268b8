import { createScrub, type Scrub } from '@kickai/railway'
import type { LiveRelease } from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { referencesIn, valuesOf } from './secrets.ts'

/** Takes every secret out of a text that the environment's settings name, as they are now and as they went live. */
export async function scrubOf({ secrets, settings }: Connection, live: LiveRelease | undefined): Promise<Scrub> {
  const planned = [...settings.values(), ...(live?.parts.map((part) => part.settings) ?? [])]
  const references = planned.flatMap((each) => referencesIn(each, '').map(({ reference }) => reference))
  return createScrub(await valuesOf(secrets, references))
}
