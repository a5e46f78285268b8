import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The files of a repository that say what kind of service it holds. */
export interface Sources {
  /** Paths from the root, sorted, of files at most three folders down; without what is not the repository's own. */
  readonly files: readonly string[]
  has(path: string): boolean
  /** A file's text; empty where there is no such file. */
  read(path: string): string
  /** The first match in a source file in which every one of `besides` occurs too. */
  find(pattern: RegExp, ...besides: readonly string[]): RegExpExecArray | undefined
}

const foreign = new Set(['node_modules', 'vendor', 'dist', 'build', 'target', 'venv', '__pycache__', 'coverage', 'tmp'])
const sourceFile = /\.(m?[jt]s|cjs|py|go|rb|ex|exs|rs|java|kt|php|cs)$/
const testFile = /(^|\/)(tests?|spec|fixtures)\/|[._-](test|spec)\.|(^|\/)(test_|kickai\.config)/
const deepest = 3
const mostBytes = 256 * 1024
const mostFiles = 2000

/** Reads what there is, without following links and without going into folders of others' code. */
export function readSources(root: string): Sources {
  const files = filesIn(root).sort()
  const texts = new Map<string, string>()
  const read = (path: string): string => {
    const known = texts.get(path)
    if (known !== undefined) return known
    const file = join(root, path)
    const text = files.includes(path) && statSync(file).size <= mostBytes ? readFileSync(file, 'utf8') : ''
    texts.set(path, text)
    return text
  }
  return {
    files,
    has: (path) => files.includes(path),
    read,
    find(pattern, ...besides) {
      for (const path of files.filter((each) => sourceFile.test(each) && !testFile.test(each))) {
        const found = pattern.exec(read(path))
        if (found !== null && besides.every((text) => read(path).includes(text))) return found
      }
      return undefined
    },
  }
}

function filesIn(root: string): string[] {
  const files: string[] = []
  const folders: string[][] = [[]]
  for (let at = folders.shift(); at !== undefined && files.length < mostFiles; at = folders.shift()) {
    for (const entry of readdirSync(join(root, ...at), { withFileTypes: true })) {
      const path = [...at, entry.name]
      if (entry.isFile()) files.push(path.join('/'))
      else if (entry.isDirectory() && path.length <= deepest && !entry.name.startsWith('.') && !foreign.has(entry.name))
        folders.push(path)
    }
  }
  return files
}
