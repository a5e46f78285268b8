import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { directorySpool } from './directory.ts'

const from = { release: 'rel_1', environment: 'testing' }

function entry(sequence: number): Entry {
  return { sequence, at: 1, token: 1, kind: 'observation', event: { at: 1, kind: 'start' } }
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kickai-spool-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return join(made, 'spool')
}

test('keeps entries in their order, for this user alone, until they are dropped', async () => {
  const place = folder()
  const spool = directorySpool(place)
  expect(await spool.all()).toEqual([])
  await spool.reserve()
  await spool.reserve()
  await spool.keep('one', from, entry(7))
  await spool.keep('one', from, entry(8))
  await spool.keep('two', { ...from, release: 'rel_2' }, entry(1))
  expect(await directorySpool(place).all()).toEqual([
    { id: 'one', ...from, entries: [entry(7), entry(8)] },
    { id: 'two', ...from, release: 'rel_2', entries: [entry(1)] },
  ])
  expect(readdirSync(place).map((name) => statSync(join(place, name)).mode & 0o077)).toEqual([0, 0, 0])
  await spool.drop('one')
  await spool.drop('one')
  expect((await spool.all()).map(({ id }) => id)).toEqual(['two'])
})

test('a line that was not written to its end counts for nothing, and the ones around it count', async () => {
  const place = folder()
  const spool = directorySpool(place)
  await spool.keep('one', from, entry(7))
  appendFileSync(join(place, 'one.jsonl'), '\n{"release":"rel_1","environment":"tes')
  expect((await spool.all())[0]?.entries).toEqual([entry(7)])
  await spool.keep('one', from, entry(8))
  expect((await spool.all())[0]?.entries).toEqual([entry(7), entry(8)])
  writeFileSync(join(place, 'torn.jsonl'), '{"rel')
  expect(await spool.all()).toHaveLength(1)
})

test('what kickai never wrote there is told, not passed over', async () => {
  const place = folder()
  const spool = directorySpool(place)
  await spool.keep('one', from, entry(7))
  appendFileSync(join(place, 'one.jsonl'), '\n{"hello":"world"}\n')
  await expect(spool.all()).rejects.toMatchObject({ code: 'spool-unreadable', wayOut: expect.stringMatching(/\.$/) })
})
