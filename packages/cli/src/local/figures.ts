import { join } from 'node:path'
import { z } from 'zod'
import { readJson, writeJson } from '../workspace/json-file.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { RehearsalFigures } from './rehearsal.ts'

const figuresSchema = z.object({
  at: z.number(),
  verdict: z.string(),
  caughtSeconds: z.number(),
  backSeconds: z.number(),
  requests: z.number(),
  lost: z.number(),
  badAnswers: z.number(),
})

/** The figures of the last rehearsal here; undefined where there was none, or its record is of another version. */
export function readFigures(workspace: Workspace): RehearsalFigures | undefined {
  return figuresSchema.safeParse(readJson(fileOf(workspace))).data
}

export function writeFigures(workspace: Workspace, figures: RehearsalFigures): void {
  writeJson(fileOf(workspace), figures)
}

function fileOf(workspace: Workspace): string {
  return join(workspace.folder, 'rehearsal.json')
}
