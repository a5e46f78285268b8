/**
 * Whether a path fits a pattern: `*` stands for any characters of one part, `?` for one, `**` for any number of parts. A
 * pattern that fits a folder fits all that is in it. Both are relative to the same folder: `*.map` means its top only;
 * with `**` and a slash before it, any depth.
 */
export function fits(path: string, pattern: string): boolean {
  return expressionOf(pattern).test(path)
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.replace(/^\.\//, '').replace(/\/+$/, '').split('/')
  const last = parts.length - 1
  const expressions = parts.map((part, index) => {
    if (part === '**') return index === last ? '.*' : '(?:[^/]+/)*'
    const letters = part.split(/([*?])/).map(expressionOfLetters)
    return letters.join('') + (index === last ? '' : '/')
  })
  return new RegExp(`^${expressions.join('')}(?:/.*)?$`, 's')
}

function expressionOfLetters(text: string): string {
  if (text === '*') return '[^/]*'
  return text === '?' ? '[^/]' : text.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
}
