import { probeTokenName, settingNamesName } from '@kickai/bundle'
import { z } from 'zod'
import { errorBudgetSchema, hooksSchema, notifySchema } from './around-schema.ts'
import type { Config } from './config.ts'
import type { PreflightCheck } from './preflight-check.ts'
import {
  accountReference,
  count,
  journalSchema,
  key,
  name,
  path,
  reference,
  registryReference,
  seconds,
  setting,
  settingName,
  share,
  some,
  someSeconds,
  text,
  vaultSchema,
} from './schema-words.ts'

const named = z.record(settingName, setting).superRefine((settings, context) => {
  if (settings[settingNamesName] !== undefined)
    context.addIssue({ code: 'custom', path: [settingNamesName], message: 'kickai sets this one itself; leave it out' })
  if (typeof settings[probeTokenName] === 'string')
    context.addIssue({ code: 'custom', path: [probeTokenName], message: 'it is a secret: { secret: "env:NAME" }' })
})
/** By service, then by name. */
export const settingsSchema = z.record(key, named)
/** What `local.secrets` gives. */
export const secretValuesSchema = z.record(z.string(), z.string('a text is wanted'))

/** What may be otherwise in each environment. */
const running = {
  health: path.optional(),
  healthTimeoutSeconds: z.int('whole seconds are wanted').min(1, '1 is the least').optional(),
  overlapSeconds: z.int('whole seconds are wanted').min(0, '0 is the least').optional(),
  drainingSeconds: z.int('whole seconds are wanted').min(0, '0 is the least').optional(),
  restart: z
    .strictObject({
      policy: z.enum(['on-failure', 'always', 'never'], 'one of on-failure, always, never is wanted'),
      retries: z.int('a whole number is wanted').min(0, '0 is the least').optional(),
    })
    .optional(),
}

const service = z.strictObject({
  kind: z.enum(['web', 'worker', 'cron'], 'one of web, worker, cron is wanted').optional(),
  start: text,
  schedule: text.optional(),
  ...running,
  smoke: z.array(z.strictObject({ path, status: z.int().min(100).max(599).optional() })).optional(),
})

const serviceHere = z.strictObject({
  ...running,
  replicas: count.optional(),
  regions: z.record(text, count).optional(),
  limits: z.strictObject({ processors: some.optional(), memoryGigabytes: some.optional() }).optional(),
})

const endpoint = z.url({ protocol: /^https?$/, error: 'an address that begins with https:// is wanted' })

/** A place on Railway; the file of places holds the same. */
export const railwaySchema = z.strictObject({
  project: text,
  environment: text,
  services: z.record(key, text),
  token: reference,
  tokenKind: z.enum(['project', 'account'], 'project or account is wanted').optional(),
  endpoint: endpoint.optional(),
})

const environment = z.strictObject({
  settings: settingsSchema.optional(),
  identity: z.enum(['proven', 'attested'], 'proven or attested is wanted').optional(),
  settingsProof: z.enum(['demanded', 'where-echoed'], 'demanded or where-echoed is wanted').optional(),
  bakeSeconds: seconds.optional(),
  prolongSeconds: seconds.optional(),
  inconclusive: z.enum(['fail', 'pass'], 'fail or pass is wanted').optional(),
  checks: z
    .strictObject({
      passes: count.optional(),
      failures: count.optional(),
      everySeconds: someSeconds.optional(),
      timeoutSeconds: someSeconds.optional(),
    })
    .optional(),
  objectives: z
    .strictObject({
      errorShare: share.optional(),
      p95Seconds: someSeconds.optional(),
      availability: share.optional(),
      restarts: z.int('a whole number is wanted').min(0, '0 is the least').optional(),
      processorShare: share.optional(),
      memoryShare: share.optional(),
      processors: some.optional(),
      memoryMegabytes: some.optional(),
    })
    .optional(),
  comparison: z
    .strictObject({
      leastRequests: count.optional(),
      beforeSeconds: someSeconds.optional(),
      falseAlarm: z
        .number('a chance is wanted')
        .gt(0, 'more than 0 is wanted')
        .max(0.5, '0.5 is the most: 0.01 is one in a hundred')
        .optional(),
      leastGrowth: z.number('a factor is wanted').min(1, '1 is the least').optional(),
      leastGrowthSeconds: seconds.optional(),
    })
    .optional(),
  deadlines: z
    .strictObject({
      releaseSeconds: someSeconds.optional(),
      preflightSeconds: someSeconds.optional(),
      deploySeconds: someSeconds.optional(),
      verifySeconds: someSeconds.optional(),
      rollbackSeconds: someSeconds.optional(),
      approvalSeconds: someSeconds.optional(),
    })
    .optional(),
  services: z.record(key, serviceHere).optional(),
  hooks: hooksSchema.optional(),
  rollback: z.strictObject({ afterMigration: z.boolean('true or false is wanted').optional() }).optional(),
  approval: z.boolean('true or false is wanted').optional(),
  promotion: z.strictObject({ heldSeconds: seconds.optional() }).optional(),
  errorBudget: errorBudgetSchema.optional(),
  railway: railwaySchema.optional(),
})

/** `never` where a function is wanted: what it takes and gives is only known when it is called. */
const callable = <Called>(wanted = 'a function of (local) is wanted') =>
  z.custom<Called>((value) => typeof value === 'function', wanted)

const local = z.strictObject({
  bakeSeconds: seconds.optional(),
  companions: z
    .record(
      key,
      z.strictObject({
        command: z.array(text, 'the command and its arguments are wanted, as a list').min(1, 'it is empty'),
        label: text.optional(),
      }),
    )
    .optional(),
  settings: callable<NonNullable<NonNullable<Config['local']>['settings']>>().optional(),
  secrets: callable<NonNullable<NonNullable<Config['local']>['secrets']>>().optional(),
})

/** The shape of a configuration; what its points have to do with each other is checked in `rules.ts`. */
export const configSchema = z.strictObject({
  name,
  bundle: z
    .strictObject({ build: text.optional(), directory: text.optional(), exclude: z.array(text).optional() })
    .optional(),
  services: z.record(key, service),
  environments: z.record(key, environment),
  local: local.optional(),
  hooks: hooksSchema.optional(),
  notify: notifySchema.optional(),
  lease: z.strictObject({ limitSeconds: someSeconds.optional(), requestSeconds: someSeconds.optional() }).optional(),
  journal: journalSchema.optional(),
  vault: vaultSchema.optional(),
  preflight: z
    .record(key, z.array(callable<PreflightCheck>('a function of (subject) is wanted'), 'a list of checks is wanted'))
    .optional(),
  account: z
    .strictObject({
      token: accountReference.optional(),
      workspace: text.optional(),
      endpoint: endpoint.optional(),
      layout: z.enum(['projects', 'one-project', 'iac'], 'one of projects, one-project, iac is wanted').optional(),
    })
    .optional(),
  artifacts: z
    .strictObject({
      registry: text.optional(),
      user: text.optional(),
      password: registryReference.optional(),
      token: registryReference.optional(),
      keep: count.optional(),
    })
    .optional(),
})

export type CheckedConfig = z.output<typeof configSchema>
