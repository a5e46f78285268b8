import { z } from 'zod'

// What the parts of the configuration's schema have in common.

export const seconds = z.number('a number of seconds is wanted').min(0, 'less than 0 seconds cannot be')
export const someSeconds = z.number('a number of seconds is wanted').gt(0, 'more than 0 seconds are wanted')
export const some = z.number('a number is wanted').gt(0, 'more than 0 is wanted')
export const share = z
  .number('a share from 0 to 1 is wanted')
  .min(0, '0 is the least')
  .max(1, 'it is a share: 0.01 is one in a hundred')
export const count = z.int('a whole number is wanted').min(1, '1 is the least')
export const text = z.string('a text is wanted').min(1, 'it is empty')
export const path = text.regex(/^\/\S*$/, 'it must begin with "/" and hold no spaces')

const nameRule = 'names are lower-case letters, digits and "-", at most 40, and begin with a letter'
export const name = z.string('a text is wanted').regex(/^[a-z][a-z0-9-]{0,39}$/, nameRule)
export const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, nameRule)

export const reference = z
  .string('a reference such as "env:NAME" is wanted')
  .regex(
    /^((env|file|local):\S+|vault:[\w][\w./-]*(@[\w][\w.-]*)?)$/,
    'a secret comes from "env:NAME", "file:PATH", "vault:NAME", "vault:NAME@VERSION" or "local:NAME"',
  )
const plainReference = z.string().regex(/^(env|file):\S+$/)
export const journalSchema = z.union(
  [plainReference, z.strictObject({ store: plainReference, account: plainReference.optional() })],
  'the address of the store comes from "env:NAME" or "file:PATH", since it may hold a password; with an account of its own it is { store, account }, from there too',
)
export const registryReference = z
  .string('a reference such as "env:GITHUB_TOKEN" is wanted')
  .regex(/^(env|file):\S+$/, 'a secret of the registry comes from "env:NAME" or "file:PATH"')
export const settingName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'settings are named by letters, digits and "_"')
export const setting = z.union(
  [z.string(), z.strictObject({ secret: reference, sealed: z.boolean('true or false is wanted').optional() })],
  'a text or { secret: "env:NAME" } is wanted; write numbers as texts',
)

export const accountReference = z
  .string('a reference such as "env:RAILWAY_API_TOKEN" is wanted')
  .regex(/^(env|file):\S+$/, 'the token of the account comes from "env:NAME" or "file:PATH"')

export const vaultSchema = z.strictObject({
  command: z.array(text, 'the command and its arguments are wanted, as a list').min(1, 'it is empty'),
  deadlineSeconds: someSeconds.optional(),
})
