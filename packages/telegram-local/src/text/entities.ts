import type { MessageEntity } from '@grammyjs/types'

const patterns = [
  ['bot_command', /(?<![\w/<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])/g],
  ['mention', /(?<![\w@])@[A-Za-z][A-Za-z0-9_]{2,31}\b/g],
  ['url', /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g],
  ['hashtag', /(?<![\w#])#[\p{L}\d_]*\p{L}[\p{L}\d_]*/gu],
] as const

/** The entities that Telegram finds in plain text by itself. Offsets and lengths are in UTF-16 units. */
export function findEntities(text: string): MessageEntity[] {
  const found = patterns.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)].map((match): MessageEntity => ({ type, offset: match.index, length: match[0].length })),
  )
  found.sort((one, other) => one.offset - other.offset || other.length - one.length)
  return found.filter((entity, index) => !found.slice(0, index).some((earlier) => covers(earlier, entity)))
}

function covers(outer: MessageEntity, inner: MessageEntity): boolean {
  return outer.offset <= inner.offset && inner.offset < outer.offset + outer.length
}
