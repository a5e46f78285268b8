import type { ApiMethods, Opts } from '@grammyjs/types'
import type { z } from 'zod'
import type { World } from '../exchange/world.ts'
import type { Bot } from '../state/bots.ts'

/** A file that came with a multipart body. */
export interface UploadedFile {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
}

/** The bot that calls, and what surrounds its parameters. */
export interface Call {
  readonly world: World
  readonly bot: Bot
  /** Files of a multipart body by the names of their parts. */
  readonly files: ReadonlyMap<string, UploadedFile>
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal
  /** Adds a sentence to the answer, as setWebhook does. */
  readonly describe: (description: string) => void
}

type Methods = ApiMethods<UploadedFile>
export type MethodName = keyof Methods

/** The parameters of a method and what it answers, by Telegram's own types. */
type Given<Name extends MethodName> = Opts<UploadedFile>[Name]
type Answer<Name extends MethodName> = ReturnType<Methods[Name]>

/** A method as it is called, whatever it is. */
export interface Method {
  readonly parameters: z.ZodType
  handle(call: Call, parameters: never): unknown
}

/** Nothing where all that the official types allow fits into `Read` and nothing else is read; else why it does not. */
type Mismatch<Name extends MethodName, Read> = keyof Read extends keyof Given<Name>
  ? Pick<Given<Name>, keyof Read> extends Read
    ? []
    : [mismatch: 'an official parameter does not fit']
  : [mismatch: 'a parameter that the official method does not have']

/**
 * Defines one method. The types compare it with Telegram's: what it reads must be able to take everything that an
 * official client may send, and what it answers must be what the client expects. Where it does not, a further
 * argument is missing that nobody can give.
 */
export function method<Name extends MethodName>(_name: Name) {
  return <Read>(
    parameters: z.ZodType<Read>,
    handle: (call: Call, parameters: Read) => Answer<Name> | Promise<Answer<Name>>,
    ..._mismatch: Mismatch<Name, Read>
  ): Method => ({ parameters, handle })
}
