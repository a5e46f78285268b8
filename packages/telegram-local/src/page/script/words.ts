/** Turns a text and its entities into elements. Only http and https become links. */
export const wordsScript = String.raw`
function words(text, entities) {
  const sorted = [...(entities || [])].sort((one, other) => one.offset - other.offset || other.length - one.length)
  return range(text, 0, text.length, sorted)
}

function range(text, start, end, entities) {
  const parts = document.createDocumentFragment()
  let at = start
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index]
    const last = Math.min(entity.offset + entity.length, end)
    if (entity.offset < at || last <= entity.offset) continue
    parts.append(text.slice(at, entity.offset))
    const within = entities
      .slice(index + 1)
      .filter((other) => other.offset < last && other.offset + other.length <= last)
    parts.append(marked(entity, text.slice(entity.offset, last), range(text, entity.offset, last, within)))
    at = last
  }
  parts.append(text.slice(at, end))
  return parts
}

const plainTags = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
}

function marked(entity, text, content) {
  if (entity.type === 'bot_command')
    return make('button', { type: 'button', class: 'command', onclick: () => say({ text }) }, text)
  if (entity.type === 'url' || entity.type === 'text_link')
    return link(entity.type === 'url' ? text : entity.url, content)
  if (entity.type === 'spoiler') return make('span', { class: 'spoiler', tabindex: '0' }, content)
  const tag = plainTags[entity.type]
  return tag === undefined ? content : make(tag, {}, content)
}

function link(address, content, attributes) {
  if (!/^https?:\/\//i.test(address)) return make('span', { title: address }, content)
  return make('a', { href: address, target: '_blank', rel: 'noopener noreferrer', ...attributes }, content)
}
`
