import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { eachLine } from './lines.ts'

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const output = new PassThrough()
  const lines: string[] = []
  eachLine(output, (line) => lines.push(line))
  for (const chunk of chunks) output.write(chunk)
  output.end()
  await once(output, 'close')
  return lines
}

test('lines are whole wherever an output is cut, and the last one needs no break', async () => {
  const bytes = Buffer.from('grüße\r\nzwei\n\nend')
  const cut = bytes.indexOf(0xc3) + 1
  const expected = ['grüße', 'zwei', '', 'end']
  expect(await linesOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected)
  expect(await linesOf([...bytes].map((byte) => Buffer.of(byte)))).toEqual(expected)
  expect(await linesOf([])).toEqual([])
})

test('a line that never ends comes in pieces', async () => {
  const lines = await linesOf(Array.from({ length: 20 }, () => 'x'.repeat(10_000)))
  expect(lines.map(({ length }) => length)).toEqual([65_536, 65_536, 65_536, 3_392])
})
