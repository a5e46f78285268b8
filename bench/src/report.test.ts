import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { jsonReport, textReport } from './report.ts'

const result = {
  figures: { seconds: 1.23456, requests: 100000, kept: true, environments: { testing: { lost: 0 } }, warnings: [] },
  missed: ['1.2 s, not 1.0 s'],
}

test('people get a line for each figure and each target that was missed', () => {
  expect(textReport('one', result)).toBe(
    [
      'one',
      '  seconds                    1.23',
      '  requests                   100,000',
      '  kept                       true',
      '  environments testing lost  0',
      '  warnings                   none',
      'Missed: 1.2 s, not 1.0 s',
    ].join('\n'),
  )
  expect(textReport('one', { figures: {}, missed: [] })).toBe('one\nAll targets are met.')
})

test('a program gets one document with the figures as they are', () => {
  expect(JSON.parse(jsonReport('one', result))).toMatchObject({ schemaVersion: 1, benchmark: 'one', ...result.figures })
})

test.each([[[]], [['absent', '--json']]])('a benchmark that does not exist lists those that do: %j', async (words) => {
  const main = join(import.meta.dirname, 'main.ts')
  const ended = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [main, ...words], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain('first-run')
})
