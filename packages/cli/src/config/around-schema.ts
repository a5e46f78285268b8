import { z } from 'zod'
import { count, key, settingName, share, someSeconds, text } from './schema-words.ts'

/** What commands and destinations need comes from the caller's machine, whatever platform the environment is on. */
const reference = z
  .string('a reference such as "env:NAME" is wanted')
  .regex(/^(env|file):\S+$/, 'it comes from "env:NAME" or "file:PATH"; it is a secret, so it is not written here')
const variable = z.union([z.string(), z.strictObject({ secret: reference })], {
  error: 'a text or { secret: "env:NAME" } is wanted; write numbers as texts',
})
const hook = z.union(
  [
    text,
    z.strictObject({
      run: text,
      deadlineSeconds: someSeconds.optional(),
      variables: z.record(settingName, variable).optional(),
    }),
  ],
  'a command or { run: "COMMAND", deadlineSeconds, variables } is wanted',
)
const hooks = z.union([hook, z.array(hook)], 'a command, { run: "COMMAND" } or a list of them is wanted').optional()

export const hooksSchema = z.strictObject({ before: hooks, afterLive: hooks, afterRollback: hooks })

const occasions = [
  'live',
  'failed',
  'rolled back',
  'rollback failed',
  'unknown',
  'blocked',
  'awaiting approval',
] as const

export const notifySchema = z.array(
  z.strictObject({
    to: z.enum(['slack', 'discord', 'url'], 'one of slack, discord, url is wanted'),
    url: reference,
    key: reference.optional(),
    on: z.array(z.enum(occasions, `one of ${occasions.join(', ')} is wanted`)).optional(),
    environments: z.array(key).optional(),
  }),
)

export const errorBudgetSchema = z.union(
  [
    z.literal(false),
    z.strictObject({
      availability: share.optional(),
      days: count.max(366, '366 is the most').optional(),
      noData: z.enum(['fail', 'pass'], 'fail or pass is wanted').optional(),
    }),
  ],
  'false or { availability, days, noData } is wanted',
)
