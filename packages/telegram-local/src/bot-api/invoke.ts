import type { World } from '../exchange/world.ts'
import type { Bot } from '../state/bots.ts'
import { ApiFailure, badRequest } from './failure.ts'
import type { Call } from './method.ts'
import { findMethod } from './methods.ts'

/** A call as it came: raw parameters, files, and whether the caller still listens. */
export interface Invocation extends Pick<Call, 'files' | 'signal'> {
  readonly method: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** What a method gave. */
export interface Outcome {
  readonly result: unknown
  readonly description?: string
}

/** Runs a method for a bot. Throws an `ApiFailure` for everything that Telegram refuses; nothing is changed then. */
export async function invoke(world: World, bot: Bot, invocation: Invocation): Promise<Outcome> {
  const { method: name, parameters, ...rest } = invocation
  const method = findMethod(name)
  if (method === undefined) throw new ApiFailure(404, 'Not Found: method not found')
  const fault = world.faults.strike(bot, name, parameters.chat_id)
  if (fault !== undefined) throw fault
  const read = method.parameters.safeParse(parameters)
  if (!read.success) throw badRequest(read.error.issues[0]?.message ?? 'invalid parameters')
  let sentence: string | undefined
  const describe = (description: string) => {
    sentence = description
  }
  const call = { world, bot, ...rest, describe }
  const result = await world.database.transaction(() => method.handle(call, read.data as never))
  return { result, ...(sentence === undefined ? {} : { description: sentence }) }
}
