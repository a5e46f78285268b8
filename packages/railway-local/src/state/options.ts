import { z } from 'zod'
import { PlatformError } from '../errors.ts'
import type { State } from './open.ts'

const whole = (least: number, most: number) => z.int().min(least).max(most)

/** Behaviours of which it is not certain how Railway has them, so that a release can be tried under each reading. */
const uncertain = {
  overlapRouting: z
    .enum(['new', 'old', 'mixed'])
    .default('new')
    .describe('Who gets traffic while a new deployment and the one it replaces both run.'),
  concurrentDeployments: z
    .enum(['supersede', 'queue'])
    .default('supersede')
    .describe(
      'What happens to a deployment on its way when a newer one of the same service begins: it is removed, or goes first.',
    ),
  variableDeleteDeploys: z
    .boolean()
    .default(false)
    .describe('Whether deleting a variable deploys the service again, as setting one does.'),
  rollbackVariables: z
    .enum(['kept', 'current'])
    .default('kept')
    .describe(
      'Which variables a rollback runs with: those of the deployment that it brings back, or those that are set now.',
    ),
  sealedVariables: z
    .enum(['left-out', 'null'])
    .default('left-out')
    .describe('How a sealed variable comes back where variables are read: not at all, or by its name without a value.'),
  sourceWithoutImage: z
    .enum(['takes-off', 'nothing'])
    .default('takes-off')
    .describe(
      'What a source without an image (null) does to the image that a service is set to: takes it off, or nothing.',
    ),
  imageInMeta: z
    .enum(['at-once', 'when-settled'])
    .default('at-once')
    .describe(
      "When a deployment's record says its image in `meta`: from the beginning, or once it is no longer on its way.",
    ),
  skippedIsLatest: z
    .boolean()
    .default(true)
    .describe("Whether a deployment that was skipped counts as the service's latest."),
  buildVariables: z
    .boolean()
    .default(false)
    .describe("Whether a build sees the service's variables. Then they are part of what a cached build is found by."),
  cronBetweenRuns: z
    .enum(['active', 'inactive'])
    .default('active')
    .describe('Whether a scheduled deployment counts as active between its runs.'),
  environmentPauseMs: whole(0, 600_000)
    .default(0)
    .describe('How long after an environment was made another one of its project is refused.'),
  forkServicesMs: whole(0, 60_000)
    .default(0)
    .describe('How long after an environment was made of another one its services are there.'),
}

/** Limits and times of this platform's own. */
const chosen = {
  keepImages: whole(1, 1000)
    .default(20)
    .describe('How many images that once served are kept for each service in each environment.'),
  uploadLimitBytes: whole(1, 2 ** 40)
    .default(256 * 2 ** 20)
    .describe('Bytes of an upload as it arrives.'),
  unpackedLimitBytes: whole(1, 2 ** 40)
    .default(2 ** 30)
    .describe('Bytes of an upload once unpacked.'),
  unpackedLimitFiles: whole(1, 1_000_000).default(50_000).describe('Files of an upload once unpacked.'),
  restartBackoffMs: whole(0, 60_000)
    .default(50)
    .describe('Pause before the first restart; it doubles up to ten times this.'),
  restartResetSeconds: whole(1, 86_400)
    .default(600)
    .describe('After this long without a crash, the restart policy counts anew.'),
  startGraceSeconds: whole(0, 3600)
    .default(1)
    .describe('A service without health check that does not listen counts as started after this long.'),
  cronMinuteMs: whole(10, 60_000)
    .default(60_000)
    .describe(
      'How long a minute lasts by the clock that schedules go by; less than 60,000 is for whoever does not want to wait.',
    ),
  sampleSeconds: whole(1, 3600).default(1).describe('How often processor time and memory are measured.'),
}

/** What can be chosen about the embedded platform. */
const schema = z.strictObject({ ...uncertain, ...chosen })

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

/** One way in which Railway may be, that is not the one taken here unless told. */
export type Reading = { readonly option: keyof typeof uncertain; readonly value: string | boolean }

/** Every reading of every uncertain behaviour that has a few of them, but for those that are taken unless told. */
export function otherReadings(): Reading[] {
  const taken = schema.parse({})
  return Object.entries(uncertain).flatMap(([name, type]) => {
    const option = name as Reading['option']
    return valuesOf(type).flatMap((value) => (value === taken[option] ? [] : [{ option, value }]))
  })
}

/** The options as tables in Markdown: what is not certain of Railway, and what is this platform's own. */
export function optionsTables(): { readonly uncertain: string; readonly chosen: string } {
  return { uncertain: tableOf(uncertain), chosen: tableOf(chosen) }
}

function tableOf(options: Readonly<Record<string, z.ZodType>>): string {
  const rows = Object.entries(options).map(([name, type]) => {
    const [taken, others] = [
      JSON.stringify(type.parse(undefined)),
      valuesOf(type).map((value) => JSON.stringify(value)),
    ]
    const rest = others.filter((value) => value !== taken)
    return `| \`${name}\` | \`${taken}\` | ${rest.length > 0 ? rest.map((value) => `\`${value}\``).join(', ') : 'a whole number'} | ${type.description} |`
  })
  return ['| option | unless told | else | |', '|---|---|---|---|', ...rows].join('\n')
}

/** The values of an option that has a few of them; none for numbers. */
function valuesOf(type: z.ZodType): readonly (string | boolean)[] {
  const { enum: values, type: name } = z.toJSONSchema(type)
  if (name === 'boolean') return [false, true]
  return (values ?? []).filter((value) => typeof value === 'string')
}
