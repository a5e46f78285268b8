import type { MessageEntity } from '@grammyjs/types'

/**
 * Text with its formatting beside it and not in it. Nothing in the text is markup, so no name can break a message or
 * look like something it is not.
 */
export interface Text {
  readonly text: string
  readonly entities: readonly MessageEntity[]
}

export type Part = string | Text

/** Puts parts one behind the other. */
export function compose(...parts: readonly Part[]): Text {
  let text = ''
  const entities: MessageEntity[] = []
  for (const part of parts) {
    const { text: added, entities: formatted } = typeof part === 'string' ? { text: part, entities: [] } : part
    for (const entity of formatted) entities.push({ ...entity, offset: entity.offset + text.length })
    text += added
  }
  return { text, entities }
}

/** Puts parts below each other; undefined ones leave no empty line. */
export function lines(...parts: readonly (Part | undefined)[]): Text {
  const present = parts.filter((part) => part !== undefined)
  return compose(...present.flatMap((part, index) => (index === 0 ? [part] : ['\n', part])))
}

export function bold(text: string): Text {
  return text === '' ? { text, entities: [] } : { text, entities: [{ type: 'bold', offset: 0, length: text.length }] }
}

/** The most that Telegram takes in one message, in UTF-16 units. */
const longestMessage = 4096

/** Cuts a text into messages, at line breaks where there are any, and never inside a character. */
export function splitText({ text, entities }: Text, limit: number = longestMessage): Text[] {
  const pieces: Text[] = []
  let start = 0
  while (text.length - start > limit) {
    const end = cutBefore(text, start, limit)
    pieces.push(piece(text, entities, start, end))
    start = text[end] === '\n' ? end + 1 : end
  }
  pieces.push(piece(text, entities, start, text.length))
  return pieces.filter(({ text: content }) => content.trim() !== '')
}

function cutBefore(text: string, start: number, limit: number): number {
  const lineBreak = text.lastIndexOf('\n', start + limit)
  if (lineBreak > start) return lineBreak
  const end = start + limit
  const splitsPair = /[\ud800-\udbff]/.test(text[end - 1] ?? '')
  return splitsPair ? end - 1 : end
}

function piece(text: string, entities: readonly MessageEntity[], start: number, end: number): Text {
  const within = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start)
    const to = Math.min(entity.offset + entity.length, end)
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : []
  })
  return { text: text.slice(start, end), entities: within }
}
