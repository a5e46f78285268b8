import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const longestFile = 300

/** Names that tell nothing about what a file or folder holds. */
const emptyNames = /^(utils?|helpers?|managers?|misc|common|stuff)$/

const rules: readonly { pattern: RegExp; problem: string }[] = [
  { pattern: /\b(TODO|FIXME|XXX)\b/, problem: 'an open end; do it, or write an issue' },
  { pattern: /@ts-(ignore|nocheck)\b/, problem: 'the type checker is switched off' },
  { pattern: /biome-ignore[^:]*(:\s*)?$/, problem: 'a lint exception without its reason' },
  {
    pattern: /\b(test|it|describe)\.(only|skip|todo)\b/,
    problem: 'tests that do not run; see scripts/testing/needs.ts',
  },
]

/**
 * What the linter has no rule for. Pure.
 *
 * @param file path from the root
 * @returns one line for every break
 */
export function judgeFile(file: string, source: string): string[] {
  const problems: string[] = []
  const lines = source.split('\n')
  if (lines.length - 1 > longestFile) problems.push(`${file}: ${lines.length - 1} lines, more than ${longestFile}`)
  for (const part of file.split('/')) {
    const name = basename(part).replace(/(\.test)?\.[a-z]+$/, '')
    if (emptyNames.test(name)) problems.push(`${file}: '${name}' does not say what it holds`)
  }
  for (const [index, line] of lines.entries()) {
    for (const { pattern, problem } of rules) {
      if (pattern.test(line)) problems.push(`${file}:${index + 1}: ${problem}`)
    }
  }
  return problems
}

/** Reads every source file of a work tree, but those of this folder, which name what they forbid. */
export function findRuleBreaks(root: string): string[] {
  const files = globSync('{apps,packages,bench,scripts,launch,tests}/**/*.{ts,mjs,cjs,js}', {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist|generated)$/.test(name),
  })
  return files
    .filter((file) => !file.startsWith('scripts/house/'))
    .sort()
    .flatMap((file) => judgeFile(file, readFileSync(join(root, file), 'utf8')))
}
