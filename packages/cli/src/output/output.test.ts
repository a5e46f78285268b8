import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { duration, grouped, shortDigest, shortName } from './format.ts'
import { openProgress } from './progress.ts'
import { table } from './table.ts'
import { colouredWord, openTerminal } from './terminal.ts'

test('figures and names for people', () => {
  expect([duration(0), duration(4_149), duration(59_960), duration(125_000)]).toEqual([
    '0.0 s',
    '4.1 s',
    '1 min 0 s',
    '2 min 5 s',
  ])
  expect(grouped(2310)).toBe('2,310')
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  expect(shortDigest(digest)).toBe('sha256:0123456789ab')
  expect(shortDigest(`registry.example/shop@${digest}`)).toBe('registry.example/shop@sha256:0123456789ab')
  expect([shortName({ digest }), shortName({ digest, commit: 'a1b2c3d4e5' })]).toEqual([
    'sha256:0123456789ab',
    'a1b2c3d',
  ])
})

test('columns stand below each other, and colours do not count as width', () => {
  const rows = [
    ['testing', 'live', ''],
    ['x', 'rolled back', 'why'],
  ]
  expect(table(rows)).toEqual(['testing  live', 'x        rolled back  why'])
  expect(table(rows, (cell) => `<${cell}>`)).toEqual(['<testing>  <live>', '<x      >  <rolled back>  <why>'])
})

function stream(isTTY: boolean) {
  const made = new PassThrough() as unknown as NodeJS.WriteStream
  return Object.assign(made, { isTTY, columns: 60, getColorDepth: () => (isTTY ? 8 : 1), hasColors: () => isTTY })
}

test('without a terminal there are plain lines and no colours; on one, a line that is replaced', () => {
  const [plain, live] = [stream(false), stream(true)]
  for (const each of [plain, live]) {
    const progress = openProgress(openTerminal(each, each, {}))
    progress.now('testing  deploying')
    progress.line('testing  deployed  0.3 s')
    progress.rest()
  }
  expect(String(plain.read())).toBe('testing  deployed  0.3 s\n')
  expect(String(live.read())).toMatch(/testing {2}deploying {2}0\.0 s.*\r.*testing {2}deployed {2}0\.3 s\n/s)
  expect(colouredWord('live', plain)).toBe('live')
  expect(openTerminal(live, live, { CI: 'true' }).live).toBe(false)
})
