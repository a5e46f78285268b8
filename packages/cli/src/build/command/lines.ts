import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** A line that is longer is given in pieces, so that a program which never ends one takes no memory for it. Characters. */
const longestLine = 65_536

/** Gives every line of an output as it comes, without its break; at the end also one that has none. */
export function eachLine(output: Readable, give: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) give(line.replace(/\r$/, ''))
    while (rest.length > longestLine) {
      give(rest.slice(0, longestLine))
      rest = rest.slice(longestLine)
    }
  }
  output.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
  output.on('close', () => {
    take(decoder.end())
    if (rest !== '') give(rest)
    rest = ''
  })
}
