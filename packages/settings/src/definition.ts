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
export interface StoreLocation {
  readonly kind: 'sqlite'
  /** The absolute path of the file. */
  readonly path: string
}

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR'
export type ModelProvider = 'rules' | 'google_gemini' | 'ollama'

/** Every setting of the club service, read and checked. */
export interface Settings {
  readonly environment: string
  readonly telegram: { readonly token: Secret; readonly api: BaseAddress }
  /** Telegram user ids of the first admins. */
  readonly adminIds: readonly number[]
  readonly store: StoreLocation
  readonly probeToken: Secret | undefined
  readonly model: {
    readonly provider: ModelProvider
    readonly name: string | undefined
    readonly googleApiKey: Secret | undefined
  }
  readonly firebaseProjectId: string | undefined
  readonly logLevel: LogLevel
  /** The port to listen on; 0 means any free one. */
  readonly port: number
}
