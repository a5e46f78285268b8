import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkDocuments, writeDocuments } from './documents.ts'
import { checkSections } from './section.ts'
import { sections } from './sections.ts'

test('documents that are missing or changed by hand are told, and written anew', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kickai-documents-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  expect((await checkDocuments(root)).problems).toContain('docs/settings.md is not current. Run: npm run generate')
  expect(await writeDocuments(root)).toContain('docs/settings.md')
  expect(await checkDocuments(root)).toEqual({ problems: [] })
  expect(await writeDocuments(root)).toEqual([])
  expect(await readFile(join(root, 'docs/settings.md'), 'utf8')).toContain('| `ENVIRONMENT` |')
  await appendFile(join(root, 'docs/settings.md'), 'by hand')
  expect(await writeDocuments(root)).toEqual(['docs/settings.md'])
})

test('tables, pictures and figures in the documents are those of the code', async () => {
  const root = join(import.meta.dirname, '../..')
  expect(await checkDocuments(root)).toEqual({ problems: [] })
  expect(await checkSections(root, sections)).toEqual([])
})
