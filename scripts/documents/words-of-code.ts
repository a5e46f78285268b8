/** A piece of code in a document: a span, or a line of a block. */
export type Code = { text: string; line: number; language?: string }

/** The parts of a Markdown document that are code, and all the rest with them blanked out, line for line. Pure. */
export function splitCode(markdown: string): { code: Code[]; prose: string } {
  const code: Code[] = []
  const prose: string[] = []
  let fence: string | undefined
  let language = ''
  for (const [index, text] of markdown.split('\n').entries()) {
    const line = index + 1
    const [, mark, told = ''] = /^\s*(```+|~~~+)(\w*)/.exec(text) ?? []
    if (fence !== undefined || mark !== undefined) {
      if (fence === undefined) {
        fence = mark
        language = told
      } else if (mark?.startsWith(fence)) fence = undefined
      else code.push({ text, line, language })
      prose.push('')
      continue
    }
    if (/^ {4,}\S/.test(text)) {
      code.push({ text, line })
      prose.push('')
      continue
    }
    for (const [, , span = ''] of text.matchAll(/(`+)(.+?)\1/g)) code.push({ text: span, line })
    prose.push(text.replace(/(`+)(.+?)\1/g, (span) => ' '.repeat(span.length)))
  }
  return { code, prose: prose.join('\n') }
}
