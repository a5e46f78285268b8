import type { Update } from '@grammyjs/types'

/** A kind of update, as `allowed_updates` names them. */
export type UpdateKind = Exclude<keyof Update, 'update_id'>

/** Every kind, and whether a bot gets it without having asked for it by name. */
const kinds: Readonly<Record<UpdateKind, 'usual' | 'when asked for'>> = {
  message: 'usual',
  edited_message: 'usual',
  channel_post: 'usual',
  edited_channel_post: 'usual',
  business_connection: 'usual',
  business_message: 'usual',
  edited_business_message: 'usual',
  deleted_business_messages: 'usual',
  guest_message: 'usual',
  stopped_message_generation: 'usual',
  message_reaction: 'when asked for',
  message_reaction_count: 'when asked for',
  inline_query: 'usual',
  chosen_inline_result: 'usual',
  callback_query: 'usual',
  shipping_query: 'usual',
  pre_checkout_query: 'usual',
  purchased_paid_media: 'usual',
  poll: 'usual',
  poll_answer: 'usual',
  my_chat_member: 'usual',
  chat_member: 'when asked for',
  chat_join_request: 'usual',
  chat_boost: 'usual',
  removed_chat_boost: 'usual',
  managed_bot: 'usual',
  subscription: 'usual',
}

/** Whether there is a kind of this name. */
export function isUpdateKind(name: string): name is UpdateKind {
  return Object.hasOwn(kinds, name)
}

/** Whether a bot gets this kind that asked for these, or for none in particular. */
export function isWanted(kind: UpdateKind, allowed: readonly UpdateKind[] | undefined): boolean {
  return allowed === undefined ? kinds[kind] === 'usual' : allowed.includes(kind)
}
