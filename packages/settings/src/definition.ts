import type { ZodType } from 'zod'
import type { Secret } from './secret.ts'

/** One setting: how its text is read, and what is told about it in messages and in the documentation. */
export interface Definition<Result> {
  readonly name: string
  /** What kind of text it takes, for people. */
  readonly type: string
  /** Reads the text. Its messages are constants, because a value must not get into one. */
  readonly schema: ZodType<Result, string>
  /** The text that counts where the setting is absent or empty. Absent together with `required: false`: no value. */
  readonly fallback?: string
  readonly required: boolean
  readonly secret: boolean
  readonly description: string
  /** Which environments need it, in words. */
  readonly environments: string
  /** How to put it right; the end of the sentence "Set NAME to …". */
  readonly wanted: string
}

/** A web address without a path's end, as a base for others. */
export type BaseAddress = string

/** Where the club's documents lie. */
export type StoreLocation =
  /** `path` is the absolute path of the file. */
  | { readonly kind: 'sqlite'; readonly path: string }
  /** Below the document `prefix` where there is one. */
  | { readonly kind: 'firestore'; readonly projectId: string; readonly prefix?: string }

/** A service account of Google's, as its key file says it. */
export interface ServiceAccount {
  readonly clientEmail: string
  readonly privateKey: Secret
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'
export type ModelProvider = 'rules' | 'google_gemini' | 'ollama'

/** Which model is asked, and where. */
export type ModelSettings =
  | { readonly provider: 'rules' }
  | {
      readonly provider: 'google_gemini'
      readonly name: string
      readonly api: BaseAddress
      readonly key: Secret
    }
  | { readonly provider: 'ollama'; readonly name: string; readonly api: BaseAddress }

/** Every setting of the club service, read and checked. */
export interface Settings {
  readonly environment: string
  readonly telegram: { readonly token: Secret; readonly api: BaseAddress }
  /** Telegram user ids of the first admins. */
  readonly adminIds: readonly number[]
  readonly store: StoreLocation
  readonly probeToken: Secret | undefined
  /** Absent where Google's libraries are to find credentials by themselves. */
  readonly serviceAccount: ServiceAccount | undefined
  readonly model: ModelSettings
  readonly logLevel: LogLevel
  /** The port to listen on; 0 means any free one. */
  readonly port: number
}
