import { expect, test } from 'vitest'
import { evaluate, interpolate, isWanted } from './expression.ts'

const contexts = {
  github: { event_name: 'push', ref: 'refs/heads/main' },
  steps: { release: { outcome: 'failure', outputs: { url: 'http://x' } } },
}
const good = { contexts, status: 'success' as const }

test.each([
  ["github.event_name == 'push' && github.ref == 'refs/heads/main'", true],
  ["github.event_name == 'PUSH'", true],
  ["github.ref != 'refs/heads/main' || !(github.event_name == 'x')", true],
  ["always() && steps.release.outcome != 'success'", true],
  ['failure() || cancelled()', false],
  ["'it''s'", "it's"],
  ['steps.absent.outcome', ''],
])('%s is %s', (source, value) => {
  expect(evaluate(source, good)).toBe(value)
})

test.each([
  'secrets.A',
  'contains(github.ref, 1)',
  'github.ref ==',
  'github',
  '1 < 2',
  "'open",
  'a.b c.d',
  'github[0]',
])('%s is refused', (source) => {
  expect(() => evaluate(source, good)).toThrow(SyntaxError)
})

/** As it stands in a workflow. */
const inBrackets = (source: string) => `\${{ ${source} }}`

test('what asks for no status runs only after success', () => {
  const failed = { contexts, status: 'failure' as const }
  expect(isWanted(undefined, good)).toBe(true)
  expect(isWanted("github.event_name == 'push'", failed)).toBe(false)
  expect(isWanted(inBrackets("always() && github.event_name == 'push'"), failed)).toBe(true)
  expect(interpolate(`to ${inBrackets('steps.release.outputs.url')}/${inBrackets('github.event_name')}`, good)).toBe(
    'to http://x/push',
  )
})
