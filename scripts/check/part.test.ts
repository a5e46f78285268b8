import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runParts } from './part.ts'
import { runProgram } from './program.ts'

const root = join(import.meta.dirname, '..', '..')

test('every part runs and tells its problems, whatever becomes of the others', async () => {
  const names: string[] = []
  const parts = [
    { name: 'bad', run: async () => ({ problems: ['one', 'two'] }) },
    { name: 'broken', run: () => Promise.reject(new Error('no such program')) },
    { name: 'good', run: async (where: string) => ({ problems: [], note: where }) },
  ]
  const finished = await runParts(parts, '/tree', ({ name }) => names.push(name))
  expect(names.sort()).toEqual(['bad', 'broken', 'good'])
  expect(finished.map(({ problems }) => problems.length)).toEqual([2, 1, 0])
  expect(finished[1]?.problems[0]).toContain('no such program')
  expect(finished[2]?.note).toBe('/tree')
})

test('what a failing program prints is the problem', async () => {
  expect(await runProgram(root, ['typescript/bin/tsc', '--version'])).toEqual({ problems: [] })
  const { problems } = await runProgram(root, ['typescript/bin/tsc', '--project', '/nowhere'])
  expect(problems.join('\n')).toContain('/nowhere')
})

test('a program that is not there is a problem', async () => {
  const { problems } = await runProgram(root, ['absent/bin/absent.js'])
  expect(problems.join('\n')).toContain('absent.js')
})
