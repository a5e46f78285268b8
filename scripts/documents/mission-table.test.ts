import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missionTable } from './mission-table.ts'

const kept = readFileSync(join(import.meta.dirname, '../../docs/mission.json'), 'utf8')

test('the table has every line of the page, reached or missed as it was measured', () => {
  const table = missionTable(kept)
  expect(table).toMatch(/^\| Commit to live \| < 5 min \| .+ \| reached \|/m)
  expect(table.match(/^\| (?!line|---)/gm)?.length).toBe(19)
})

test('a document that leaves a line of the page out, or has another one, is refused', () => {
  const document = JSON.parse(kept)
  document.rows = document.rows.filter(({ line }: { line: string }) => line !== 'Rollback')
  expect(() => missionTable(JSON.stringify(document))).toThrow('says nothing of: Rollback')
  const { rows } = JSON.parse(kept)
  document.rows = [...rows, { ...rows[0], line: 'Beauty' }]
  expect(() => missionTable(JSON.stringify(document))).toThrow('the page has not: Beauty')
})

test('what was missed, and what could not be measured, is said as it is', () => {
  const document = JSON.parse(kept)
  const [first, second] = document.rows
  Object.assign(first, { measured: 0.1, unit: 'share', reached: false })
  delete second.measured
  delete second.reached
  const table = missionTable(JSON.stringify(document))
  expect(table).toContain('| 10 % | **missed** |')
  expect(table).toContain('| not measured |  |')
})
