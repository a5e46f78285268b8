import { z } from 'zod'
import { CommandError } from '../error/command-error.ts'
import { readJson, writeJson } from './json-file.ts'
import type { Workspace } from './workspace.ts'

const placeSchema = z.object({
  projectId: z.string(),
  environmentId: z.string(),
  /** Ids by service. */
  services: z.record(z.string(), z.string()),
  /** The project token that releases use; it is told only once, when it is made. */
  token: z.string(),
})

/** What the embedded platform made for an environment. */
export type Place = z.output<typeof placeSchema>

const placesSchema = z.object({ environments: z.record(z.string(), placeSchema) })

const wayOut = 'Remove it; the next "kickai local" makes it anew.'

/** By environment. Empty before anything was provisioned. */
export function readPlaces(workspace: Workspace): { readonly [environment: string]: Place } {
  const parsed = placesSchema.safeParse(readJson(workspace.places, wayOut) ?? { environments: {} })
  if (parsed.success) return parsed.data.environments
  throw new CommandError('state-unreadable', `${workspace.places} is not what kickai left there.`, {
    wayOut,
    cause: parsed.error,
  })
}

/** Keeps the places, for the owner of the file alone. */
export function writePlaces(workspace: Workspace, environments: { readonly [environment: string]: Place }): void {
  writeJson(workspace.places, { environments })
}
