import { join } from 'node:path'
import { z } from 'zod'
import { CommandError } from '../error/command-error.ts'
import { readJson, writeJson } from '../workspace/json-file.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { RehearsalFigures } from './rehearsal.ts'

const figuresSchema = z.object({
  at: z.number(),
  verdict: z.string(),
  caughtSeconds: z.number().optional(),
  backSeconds: z.number().optional(),
  requests: z.number(),
  lost: z.number(),
  badAnswers: z.number(),
  problems: z.array(z.string()),
})

/** The figures of the last rehearsal here; undefined where there was none, or its record is torn or of another version. */
export function readFigures(workspace: Workspace): RehearsalFigures | undefined {
  try {
    return figuresSchema.safeParse(readJson(fileOf(workspace))).data as RehearsalFigures | undefined
  } catch (error) {
    // Nothing hangs on it: the next rehearsal writes it anew.
    if (error instanceof CommandError && error.code === 'state-unreadable') return undefined
    throw error
  }
}

export function writeFigures(workspace: Workspace, figures: RehearsalFigures): void {
  writeJson(fileOf(workspace), figures)
}

function fileOf(workspace: Workspace): string {
  return join(workspace.folder, 'rehearsal.json')
}
