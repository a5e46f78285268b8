import { expect, test } from 'vitest'
import { bearsMessage, readLabel, uploadMessage } from './label.ts'
import type { Before, Plan } from './plan.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const before: Before = {
  release: 'rel_before',
  deployment: 'd0',
  digest: digest('b'),
  configuration: {} as Before['configuration'],
  settings: [],
}
const plan = {
  release: 'rel_now',
  artifact: { kind: 'bundle', digest: digest('a') },
  parts: [{ service: 'web', configuration: {}, settings: [], source: { how: 'upload' }, before }],
} as unknown as Plan

test('an upload says who sent it and whose artifact it is', () => {
  const label = uploadMessage(plan, 0, 'new')
  expect(label).toBe(`kickai rel_now web new rel_now ${digest('a')}`)
  expect(readLabel(label)).toEqual({ service: 'web', release: 'rel_now', digest: digest('a') })
  const back = uploadMessage(plan, 0, 'old')
  expect(readLabel(back)).toEqual({ service: 'web', release: 'rel_before', digest: digest('b') })
})

test('labels of earlier versions are still found, and say less', () => {
  expect(readLabel('kickai rel_now web new')).toEqual({ service: 'web', release: 'rel_now' })
  expect(readLabel('kickai rel_now web old')).toBeUndefined()
  const label = uploadMessage(plan, 0, 'new')
  expect(bearsMessage('kickai rel_now web new', label)).toBe(true)
  expect(bearsMessage(label, label)).toBe(true)
  for (const other of [
    undefined,
    '',
    'kickai rel_now web',
    'kickai rel_now web old',
    `${label} `,
    label.replace('now', 'x'),
  ])
    expect(bearsMessage(other, label)).toBe(false)
})

test.each(['', 'Fix the door', 'kickai', 'kickai web new', 'kickai release web new', 'not kickai rel_now web new'])(
  'no label: %s',
  (message) => {
    expect(readLabel(message)).toBeUndefined()
  },
)
