import type { MessageEntity } from '@grammyjs/types'

const tagTypes = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
} as const

const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' }

interface OpenTag {
  readonly name: string
  readonly offset: number
  readonly url?: string
}

/** Text without its tags, and what the tags meant. Offsets and lengths are in UTF-16 units. */
export interface Formatted {
  readonly text: string
  readonly entities: MessageEntity[]
}

/** Reads the HTML that Telegram takes. Throws an error whose message is Telegram's description of what is wrong. */
export function parseHtml(html: string): Formatted {
  const open: OpenTag[] = []
  const entities: MessageEntity[] = []
  let text = ''
  for (const { 0: piece, index: position } of html.matchAll(/<[^>]*>?|[^<]+/g)) {
    const index = Buffer.byteLength(html.slice(0, position))
    if (!piece.startsWith('<')) text += decode(piece)
    else if (piece.startsWith('</')) close(piece, index)
    else open.push(openTag(piece, index, text.length))
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) throw unparsed(`Can't find end tag corresponding to start tag "${unclosed.name}"`)
  return { text, entities: entities.sort((one, other) => one.offset - other.offset || other.length - one.length) }

  function close(piece: string, index: number): void {
    const name = piece.slice(2, -1).trim().toLowerCase()
    const tag = open.pop()
    if (tag === undefined) throw unparsed(`Unexpected end tag at byte offset ${index}`)
    if (name !== '' && name !== tag.name) {
      throw unparsed(`Unmatched end tag at byte offset ${index}, expected "</${tag.name}>", found "</${name}>"`)
    }
    const entity = entityOf(tag, text.length - tag.offset)
    if (entity !== undefined && entity.length > 0) entities.push(entity)
  }
}

function openTag(piece: string, index: number, offset: number): OpenTag {
  const name = /^<([a-z][a-z0-9-]*)/i.exec(piece)?.[1]?.toLowerCase() ?? ''
  if (!piece.endsWith('>')) throw unparsed(`Unclosed start tag at byte offset ${index}`)
  if (name === 'span' && /class\s*=\s*["']?tg-spoiler/.test(piece)) return { name, offset }
  const url = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i
    .exec(piece)
    ?.slice(1)
    .find((part) => part !== undefined)
  if (name === 'a') return { name, offset, ...(url === undefined ? {} : { url: decode(url) }) }
  if (!(name in tagTypes)) throw unparsed(`Unsupported start tag "${name}" at byte offset ${index}`)
  return { name, offset }
}

function entityOf({ name, offset, url }: OpenTag, length: number): MessageEntity | undefined {
  if (name === 'a') return url === undefined ? undefined : { type: 'text_link', offset, length, url }
  if (name === 'span') return { type: 'spoiler', offset, length }
  return { type: tagTypes[name as keyof typeof tagTypes], offset, length }
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|amp|quot));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return characters[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function unparsed(why: string): Error {
  return new Error(`can't parse entities: ${why}`)
}
