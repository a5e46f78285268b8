import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkMentions } from './check-mentions.ts'
import { anchorsOf, findDeadMentions, type Ground } from './mentions.ts'

const ground: Ground = {
  commands: new Map([['deploy', new Set(['--commit', '--json'])]]),
  scripts: new Set(['check', 'bench', 'kickai']),
  benchmarks: new Set(['switch']),
  isVariable: (name) => name === 'KICKAI_STORE',
  isConfigured: (name) => name === 'heldSeconds',
  exists: (path) => ['docs/one.md', 'README.md', 'docs'].includes(path),
  anchors: () => new Set(['going-back']),
}
const find = (text: string, history = false) => findDeadMentions({ path: 'docs/one.md', text }, ground, history)

test.each([
  ['[one](two.md)', 'two.md leads nowhere'],
  ['[one](../../etc/passwd)', 'leads nowhere'],
  ['[one](#nowhere)', 'there is no such heading'],
  ['[one](../README.md#nowhere)', 'there is no such heading'],
  ['call `kickai depoly testing`', 'there is no command depoly'],
  ['    npx kickai deploy testing --comit x   # why', 'deploy has no option --comit'],
  ['```sh\nnpm -s run kickai -- deploy --comit=x\n```', 'deploy has no option --comit'],
  ['`kickai deploy ENV [--comit SHA]`', 'deploy has no option --comit'],
  ['`npm run chekc`', 'there is no script chekc'],
  ['`npm run bench -- swich --json`', 'there is no benchmark swich'],
  ['set `KICKAI_STROE`', 'nothing knows KICKAI_STROE'],
  ['set `LOG_LEVLE` to', 'nothing knows LOG_LEVLE'],
  ['```ts\nproduction: { promotion: { holdSeconds: 1 } },\n```', 'no configuration knows holdSeconds'],
])('%s is told', (text, sentence) => {
  expect(find(text)).toEqual([expect.stringContaining(sentence)])
})

test.each([
  'see [one](one.md), [two](../README.md#going-back), [three](https://example.org/nowhere), [four](#going-back)',
  'kickai deploys things, and (kickai, that is) knows --nothing of it',
  '`kickai deploy ENV [--commit SHA] --json`, `kickai COMMAND --help`, `kickai --version`, `@kickai/release`',
  '    npx kickai deploy testing && kickai deploy staging  # --unknown',
  '```ts\nproduction: { promotion: { heldSeconds: 1 } },\n```\n\n```json\n{ otherWord: 1 }\n```',
  '`npm run bench -- NAME`, `npm run bench -- switch --fast`, `KICKAI_STORE`',
])('%s has nothing dead in it', (text) => {
  expect(find(text)).toEqual([])
})

test('of what tells history only links are looked at', () => {
  expect(find('`kickai probe` [one](two.md)', true)).toEqual([expect.stringContaining('leads nowhere')])
})

test('headings are reached by the names that GitHub gives them', () => {
  const text = '# Going back, at night\n\n## `kickai plan`: what *is*\n\n    # a remark\n'
  expect([...anchorsOf(text)]).toEqual(['going-back-at-night', 'kickai-plan-what-is'])
})

test('every link, command, option, script, benchmark and variable in the documents is there', async () => {
  expect((await checkMentions(join(import.meta.dirname, '../..'))).problems).toEqual([])
})
