import type { World } from '../exchange/world.ts'
import type { Bot } from '../state/bots.ts'
import { ApiFailure, badRequest } from './failure.ts'
import type { Call } from './method.ts'
import { findMethod } from './methods.ts'

/** A call as it came: raw parameters, files, and whether the caller still listens. */
export interface Invocation extends Omit<Call, 'world' | 'bot'> {
  readonly method: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** Runs a method for a bot and gives its result. Throws an `ApiFailure` for everything that Telegram refuses. */
export async function invoke(
  world: World,
  bot: Bot,
  { method: name, parameters, ...rest }: Invocation,
): Promise<unknown> {
  const method = findMethod(name)
  if (method === undefined) throw new ApiFailure(404, 'Not Found: method not found')
  const read = method.parameters.safeParse(parameters)
  if (!read.success) throw badRequest(read.error.issues[0]?.message ?? 'invalid parameters')
  return world.database.transaction(() => method.handle({ world, bot, ...rest }, read.data as never))
}
