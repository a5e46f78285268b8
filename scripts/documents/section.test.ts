import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkSections, writeSections } from './section.ts'

test('a section is written between its marks, told when it is not current or has none, and nothing else is touched', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kickai-section-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const path = 'one.md'
  const hand = (between: string) =>
    `# By hand\n\n<!-- table: written by scripts/generate.ts -->${between}<!-- end of table -->\n\nBy hand\n`
  await writeFile(join(root, path), hand('\n'))
  const sections = [{ path, name: 'table', content: () => 'new' }]
  expect(await checkSections(root, sections)).toEqual(['one.md is not current. Run: npm run generate'])
  expect(await writeSections(root, sections)).toEqual([path])
  expect(await readFile(join(root, path), 'utf8')).toBe(hand('\n\nnew\n\n'))
  expect([await checkSections(root, sections), await writeSections(root, sections)]).toEqual([[], []])
  const [unmarked] = await checkSections(root, [{ path, name: 'other', content: () => '' }])
  expect(unmarked).toContain('one.md has no marks')
})

test('a document may have several sections', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kickai-section-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const names = ['one', 'two']
  const marks = names.map((name) => `<!-- ${name}: written by scripts/generate.ts --><!-- end of ${name} -->`)
  await writeFile(join(root, 'all.md'), marks.join('\n'))
  const sections = names.map((name) => ({ path: 'all.md', name, content: () => `this is ${name}` }))
  expect(await writeSections(root, sections)).toEqual(['all.md'])
  expect(await checkSections(root, sections)).toEqual([])
})
