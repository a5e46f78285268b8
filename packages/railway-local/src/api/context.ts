import type { ServerResponse } from 'node:http'
import type { Caller } from './caller.ts'
import type { PlainAnswer } from './meeting-faults.ts'

/** What every resolver gets besides its arguments. */
export interface ApiContext {
  readonly caller: Caller
  /** The answer being made; absent on a WebSocket. */
  readonly response?: ServerResponse
  /** Where a resolver may put what is answered in the place of its result; absent on a WebSocket. */
  readonly answer?: { insteadOf?: PlainAnswer }
  /** Cuts the WebSocket that this came over; absent elsewhere. */
  readonly dropSocket?: () => void
}

/** A resolver of a field of `Query` or `Mutation`. The arguments were checked against the schema before. */
export type Resolver<Arguments> = (parent: unknown, args: Arguments, context: ApiContext) => unknown

/** A resolver whose result is sent piece by piece. */
export interface Stream<Arguments> {
  readonly subscribe: (parent: unknown, args: Arguments, context: ApiContext) => AsyncIterable<unknown>
  readonly resolve: (piece: unknown) => unknown
}
