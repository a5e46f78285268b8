import { z } from 'zod'
import { PlatformError } from '../errors.ts'
import type { State } from './open.ts'

const whole = (least: number, most: number) => z.int().min(least).max(most)

/**
 * What can be chosen about the embedded platform. Most of these are behaviours of which it is not certain how Railway
 * has them, so that a release can be tried against both readings.
 */
const schema = z.strictObject({
  /** Who gets traffic while a new deployment and the one it replaces both run. */
  overlapRouting: z.enum(['new', 'old', 'mixed']).default('new'),
  /** What happens to a deployment on its way when a newer one of the same service begins: it is removed, or goes first. */
  concurrentDeployments: z.enum(['supersede', 'queue']).default('supersede'),
  /** Whether deleting a variable deploys the service again, as setting one does. */
  variableDeleteDeploys: z.boolean().default(false),
  /** Which variables a rollback runs with: those of the deployment that it brings back, or those that are set now. */
  rollbackVariables: z.enum(['kept', 'current']).default('kept'),
  /** How a sealed variable comes back where variables are read: not at all, or by its name without a value. */
  sealedVariables: z.enum(['left-out', 'null']).default('left-out'),
  /** When a deployment's record says its image in `meta`: from the beginning, or once it is no longer on its way. */
  imageInMeta: z.enum(['at-once', 'when-settled']).default('at-once'),
  /** Whether a deployment that was skipped counts as the service's latest. */
  skippedIsLatest: z.boolean().default(true),
  /** Whether a build sees the service's variables. Then they are part of what a cached build is found by. */
  buildVariables: z.boolean().default(false),
  /** How many images that once served are kept for each service in each environment. */
  keepImages: whole(1, 1000).default(20),
  /** Bytes of an upload as it arrives. */
  uploadLimitBytes: whole(1, 2 ** 40).default(256 * 2 ** 20),
  /** Bytes and files of an upload once unpacked. */
  unpackedLimitBytes: whole(1, 2 ** 40).default(2 ** 30),
  unpackedLimitFiles: whole(1, 1_000_000).default(50_000),
  /** Pause before the first restart; it doubles up to ten times this. */
  restartBackoffMs: whole(0, 60_000).default(50),
  /** After this long without a crash, the restart policy counts anew. */
  restartResetSeconds: whole(1, 86_400).default(600),
  /** A service without health check that does not listen counts as started after this long. */
  startGraceSeconds: whole(0, 3600).default(1),
  /** How long a minute lasts by the clock that schedules go by; less than 60,000 is for whoever does not want to wait. */
  cronMinuteMs: whole(10, 60_000).default(60_000),
  /** Whether a scheduled deployment counts as active between its runs. */
  cronBetweenRuns: z.enum(['active', 'inactive']).default('active'),
  /** How long after an environment was made another one of its project is refused. */
  environmentPauseMs: whole(0, 600_000).default(0),
  /** How long after an environment was made of another one its services are there. */
  forkServicesMs: whole(0, 60_000).default(0),
  /** How often processor time and memory are measured. */
  sampleSeconds: whole(1, 3600).default(1),
})

export type Options = z.output<typeof schema>
export type OptionsInput = z.input<typeof schema>

/** The options as recorded, with the defaults for the others. */
export function readOptions(state: State): Options {
  return schema.parse(state.settings.get('options')?.value ?? {})
}

/** Sets the named options and records them; `options-invalid` names everything that is wrong, and nothing is set. */
export function changeOptions(state: State, change: unknown): Options {
  const current = state.settings.get('options')?.value ?? {}
  const merged = typeof change === 'object' && change !== null ? { ...current, ...change } : change
  const read = checkOptions(merged)
  state.settings.put({ id: 'options', value: merged })
  return read
}

/** Reads options, with the defaults for those that are not named. Throws `options-invalid`. */
export function checkOptions(options: unknown): Options {
  const read = schema.safeParse(options)
  if (!read.success) {
    throw new PlatformError(
      'options-invalid',
      `These options of the embedded platform are not right: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`,
      `Known options: ${Object.keys(schema.shape).join(', ')}.`,
    )
  }
  return read.data
}
