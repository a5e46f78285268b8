import * as z from 'zod'
import type { Definition, LogLevel, ModelProvider, ServiceAccount, StoreLocation } from './definition.ts'
import { usualModels } from './models.ts'
import { Secret } from './secret.ts'

const everywhere = 'all'

const secretText = z.string().transform((text) => new Secret(text))

export const environment: Definition<string> = {
  name: 'ENVIRONMENT',
  type: 'lower-case name',
  schema: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not a lower-case name of at most 40 characters'),
  required: true,
  secret: false,
  description: 'The environment the process runs in.',
  environments: everywhere,
  wanted: '`testing`, `staging`, `production`, `rehearsal` or another lower-case name',
}

export const telegramToken: Definition<Secret> = {
  name: 'TELEGRAM_BOT_TOKEN',
  type: 'bot token',
  schema: z
    .string()
    .regex(/^[1-9]\d{0,15}:[A-Za-z0-9_-]+$/, 'does not have the form of a bot token')
    .pipe(secretText),
  required: true,
  secret: true,
  description: 'The token of the Telegram bot. Every environment has a bot of its own.',
  environments: everywhere,
  wanted: 'the token @BotFather gave, digits, a colon, and letters: `123456:AA…`',
}

export const telegramApi: Definition<string> = {
  name: 'KICKAI_TELEGRAM_API',
  type: 'web address',
  schema: z
    .url({ protocol: /^https?$/, error: 'is not a web address' })
    .transform((address) => address.replace(/\/+$/, '')),
  fallback: 'https://api.telegram.org',
  required: false,
  secret: false,
  description: 'The Bot API server. The embedded one has an address of its own.',
  environments: 'where another server than Telegram’s is used',
  wanted: 'an address that begins with `https://` or `http://`',
}

const userIds = z.string().transform((text, context) => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const ids = parts.map(Number)
  if (parts.some((part) => !/^[1-9]\d{0,15}$/.test(part)) || ids.some((id) => !Number.isSafeInteger(id))) {
    context.addIssue({ code: 'custom', message: 'holds something that is not a Telegram user id' })
    return z.NEVER
  }
  return ids
})

export const adminIds: Definition<number[]> = {
  name: 'KICKAI_ADMIN_IDS',
  type: 'user ids, comma between',
  schema: userIds,
  fallback: '',
  required: false,
  secret: false,
  description: 'The Telegram user ids of the first admins, who may set up teams. `/start` tells a person their id.',
  environments: everywhere,
  wanted: 'positive numbers with commas between them, such as `1001,1002`',
}

const projectIdForm = /^[a-z][a-z0-9-]{3,39}$/

export const store: Definition<StoreLocation> = {
  name: 'KICKAI_STORE',
  type: '`sqlite:` and an absolute path, or `firestore:` and a project',
  schema: z.string().transform((text, context): StoreLocation => {
    const [, path] = /^sqlite:(\/.*[^/])$/.exec(text) ?? []
    if (path !== undefined) return { kind: 'sqlite', path }
    const [, projectId, prefix] = /^firestore:([^/]+)(?:\/([A-Za-z0-9_-]{1,100}))?$/.exec(text) ?? []
    if (projectId !== undefined && projectIdForm.test(projectId))
      return { kind: 'firestore', projectId, ...(prefix !== undefined && { prefix }) }
    context.addIssue({ code: 'custom', message: 'does not name a store' })
    return z.NEVER
  }),
  required: false,
  secret: false,
  description:
    'Where the club’s documents lie. Left out: in Firestore, in the project that `FIREBASE_PROJECT_ID` names. A file is made when it is absent; its folder too.',
  environments: 'where it is not the Firestore of `FIREBASE_PROJECT_ID`',
  wanted:
    '`sqlite:` followed by the absolute path of a file, such as `sqlite:/data/club.sqlite`, or `firestore:` and a project’s id; or set FIREBASE_PROJECT_ID',
}

export const probeToken: Definition<Secret> = {
  name: 'KICKAI_PROBE_TOKEN',
  type: 'text of 16 characters or more',
  schema: z.string().min(16, 'is shorter than 16 characters').pipe(secretText),
  required: false,
  secret: true,
  description:
    'Who sends it as `Authorization: Bearer …` to `/health` is also told the reasons and the fingerprint of the settings.',
  environments: 'optional',
  wanted: 'at least 16 characters that nobody can guess',
}

const settingNames: Definition<string> = {
  name: 'KICKAI_SETTINGS',
  type: 'names, comma between',
  schema: z.string().regex(/^[A-Za-z0-9_,]*$/, 'holds more than names of settings'),
  required: false,
  secret: false,
  description: 'Which settings the fingerprint on `/health` counts. The release sets it by itself.',
  environments: 'set by the release where there is a probe token',
  wanted: 'nothing: the release sets it',
}

export const modelProvider: Definition<ModelProvider> = {
  name: 'AI_PROVIDER',
  type: '`rules`, `google_gemini` or `ollama`',
  schema: z.enum(['rules', 'google_gemini', 'ollama'], { error: 'names no model provider that is known' }),
  fallback: 'rules',
  required: false,
  secret: false,
  description: 'Which model there is for plain words. `rules` asks none.',
  environments: everywhere,
  wanted: '`rules`, `google_gemini` or `ollama`',
}

export const modelName: Definition<string> = {
  name: 'AI_MODEL_NAME',
  type: 'model name',
  schema: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/, 'is not a model name'),
  required: false,
  secret: false,
  description: `The model of the provider. Left out: \`${usualModels.google_gemini}\` of Google, \`${usualModels.ollama}\` of Ollama.`,
  environments: 'where a model is used',
  wanted: `a name such as \`${usualModels.google_gemini}\` or \`${usualModels.ollama}\``,
}

const addressSchema = z
  .url({ protocol: /^https?$/, error: 'is not a web address' })
  .transform((address) => address.replace(/\/+$/, ''))

export const ollamaUrl: Definition<string> = {
  name: 'OLLAMA_URL',
  type: 'web address',
  schema: addressSchema,
  fallback: 'http://127.0.0.1:11434',
  required: false,
  secret: false,
  description: 'Where Ollama answers.',
  environments: 'where `AI_PROVIDER` is `ollama`',
  wanted: 'an address that begins with `https://` or `http://`',
}

export const geminiApi: Definition<string> = {
  name: 'KICKAI_GEMINI_API',
  type: 'web address',
  schema: addressSchema,
  fallback: 'https://generativelanguage.googleapis.com',
  required: false,
  secret: false,
  description: 'Where Google’s models answer.',
  environments: 'where another server than Google’s is used',
  wanted: 'an address that begins with `https://` or `http://`',
}

export const googleApiKey: Definition<Secret> = {
  name: 'GOOGLE_API_KEY',
  type: 'API key',
  schema: z.string().regex(/^\S+$/, 'contains white space').pipe(secretText),
  required: false,
  secret: true,
  description: 'The key for Google’s models. `dummy-key` is a placeholder, which only `testing` may have.',
  environments: 'where `AI_PROVIDER` is `google_gemini`',
  wanted: 'the key from Google AI Studio',
}

export const firebaseProjectId: Definition<string> = {
  name: 'FIREBASE_PROJECT_ID',
  type: 'project id',
  schema: z.string().regex(projectIdForm, 'is not a project id'),
  required: false,
  secret: false,
  description:
    'The Firebase project of this environment, whose Firestore holds the club’s documents unless `KICKAI_STORE` says otherwise.',
  environments: 'where the store is Firestore',
  wanted: 'the id that the Firebase console shows, lower-case letters, digits and hyphens',
}

const accountFile = z.object({ client_email: z.string().min(3), private_key: z.string().includes('PRIVATE KEY') })

export const firebaseCredentials: Definition<ServiceAccount> = {
  name: 'FIREBASE_CREDENTIALS',
  type: 'JSON of a service account’s key',
  schema: z.string().transform((text, context): ServiceAccount => {
    const parsed = accountFile.safeParse(jsonIn(text))
    if (parsed.success)
      return { clientEmail: parsed.data.client_email, privateKey: new Secret(parsed.data.private_key) }
    context.addIssue({ code: 'custom', message: 'is not the key of a service account' })
    return z.NEVER
  }),
  required: false,
  secret: true,
  description:
    'Who the service is to Firestore. Left out: what Google’s libraries find by themselves (`GOOGLE_APPLICATION_CREDENTIALS`).',
  environments: 'where the store is Firestore',
  wanted: 'the whole JSON of the key file that the console gave',
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is wrong with it may not be told: it would be a part of the secret.
    return undefined
  }
}

export const logLevel: Definition<LogLevel> = {
  name: 'LOG_LEVEL',
  type: '`DEBUG`, `INFO`, `WARNING` or `ERROR`',
  schema: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR'], { error: 'is not a log level' }),
  fallback: 'INFO',
  required: false,
  secret: false,
  description: 'The least important lines that are written.',
  environments: everywhere,
  wanted: '`DEBUG`, `INFO`, `WARNING` or `ERROR`',
}

export const port: Definition<number> = {
  name: 'PORT',
  type: 'port number',
  schema: z
    .string()
    .regex(/^\d{1,5}$/, 'is not a port number')
    .transform(Number)
    .refine((number) => number <= 65_535, 'is not a port number'),
  fallback: '8080',
  required: false,
  secret: false,
  description: 'Where the health server listens. Railway sets it.',
  environments: everywhere,
  wanted: 'a number from 0 to 65535; 0 means any free port',
}

/** All settings, in the order in which they are told. */
export const definitions: readonly Definition<unknown>[] = [
  environment,
  telegramToken,
  telegramApi,
  adminIds,
  store,
  probeToken,
  settingNames,
  modelProvider,
  modelName,
  googleApiKey,
  geminiApi,
  ollamaUrl,
  firebaseProjectId,
  firebaseCredentials,
  logLevel,
  port,
]
