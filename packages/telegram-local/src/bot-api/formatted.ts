import type { MessageEntity } from '@grammyjs/types'
import { findEntities } from '../text/entities.ts'
import { type Formatted, parseHtml } from '../text/html.ts'
import { badRequest } from './failure.ts'

/**
 * A bot's text with its entities: those given, or those of its HTML, and those that Telegram finds by itself.
 * Markdown is kept as it was written. Throws Telegram's refusal of HTML that it cannot read.
 */
export function formatted(
  given: string,
  mode: string | undefined,
  entities: readonly MessageEntity[] | undefined,
): { text: string; entities?: MessageEntity[] } {
  const { text, entities: marked } =
    mode?.toLowerCase() === 'html' ? html(given) : { text: given, entities: entities ?? [] }
  const found = [...marked, ...findEntities(text)].filter(
    (entity, index, all) =>
      !all.slice(0, index).some((earlier) => earlier.offset === entity.offset && earlier.type === entity.type),
  )
  found.sort((one, other) => one.offset - other.offset || other.length - one.length)
  return { text, ...(found.length === 0 ? {} : { entities: found }) }
}

function html(given: string): Formatted {
  try {
    return parseHtml(given)
  } catch (cause) {
    throw badRequest((cause as Error).message)
  }
}

/** The most characters of a message's text. */
const longestText = 4096

/** A message's text with its entities. Throws Telegram's refusal of an empty or a too long text. */
export function messageText(body: {
  readonly text?: string | undefined
  readonly parse_mode?: string | undefined
  readonly entities?: readonly MessageEntity[] | undefined
}): { text: string; entities?: MessageEntity[] } {
  const content = formatted(body.text ?? '', body.parse_mode, body.entities)
  if (content.text.trim() === '') throw badRequest('message text is empty')
  if ([...content.text].length > longestText) throw badRequest('message is too long')
  return content
}
