import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkMentions } from '../documents/check-mentions.ts'
import { checkDocuments } from '../documents/documents.ts'
import { checkSections } from '../documents/section.ts'
import { sections } from '../documents/sections.ts'
import { findRuleBreaks } from '../house/house-rules.ts'
import { checkImports } from '../imports/check-imports.ts'
import { completeLock } from '../lock/complete.ts'
import type { Part } from './part.ts'
import { runProgram } from './program.ts'

/** Everything that `npm run check` does, each told apart. */
export const parts: readonly Part[] = [
  { name: 'types', run: (root) => runProgram(root, ['typescript/bin/tsc', '--project', '.', '--pretty', 'false']) },
  {
    name: 'lint and format',
    run: (root) =>
      runProgram(root, ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--max-diagnostics=200']),
  },
  {
    name: 'import rules',
    run: async (root) => {
      const { problems, files } = checkImports(root)
      return { problems, note: `${files} files` }
    },
  },
  { name: 'house rules', run: async (root) => ({ problems: findRuleBreaks(root) }) },
  { name: 'unused code', run: (root) => runProgram(root, ['knip/bin/knip.js', '--no-progress', '--no-config-hints']) },
  {
    name: 'generated documents',
    run: async (root) => {
      const { problems } = await checkDocuments(root)
      return { problems: [...problems, ...(await checkSections(root, sections))] }
    },
  },
  { name: 'what documents name', run: checkMentions },
  {
    name: 'lock file',
    run: async (root) => {
      const { added, left } = completeLock(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')))
      const problems = [...added, ...left].map((entry) => `package-lock.json does not describe ${entry}`)
      if (problems.length > 0) problems.push('Run: npm run lock')
      return { problems }
    },
  },
]
