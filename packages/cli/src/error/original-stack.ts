import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * A stack with the places in the published files replaced by those in the sources that they were made of, by the maps that lie beside
 * them. Node would do so itself for a price at every start. What has no map stays as it is.
 */
export function originalStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>()
  return stack.replace(
    /(file:\/\/[^\s()]+\.mjs):(\d+):(\d+)/g,
    (place: string, file: string, line: string, column: string) => {
      if (!maps.has(file)) maps.set(file, mapOf(file))
      const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1)
      if (entry === undefined || !('originalSource' in entry)) return place
      return `${entry.originalSource.replace(/^(\.\.\/)+/, '')}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    },
  )
}

function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(file)}.map`, 'utf8')))
  } catch {
    // Without its map, or with one that is torn, the place in the file itself is still told.
    return undefined
  }
}
