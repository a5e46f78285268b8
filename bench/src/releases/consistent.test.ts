import { expect, test } from 'vitest'
import { inconsistencies, isLabelOfNew, type Left, orphansOf, type Told } from './consistent.ts'

const old = { deployment: 'd1', digest: 'sha256:old', setting: 'v1' }
const release = {
  id: 'rel_2',
  verdict: 'live' as const,
  closed: true,
  deployment: 'd2',
  restored: undefined,
  digest: 'sha256:new',
}
const told: Told = { release, old, newSetting: 'v2' }
const served: Left = {
  active: ['d2'],
  processes: [{ pid: 1, deployment: 'd2' }],
  strays: [],
  answer: { status: 200, deployment: 'd2', digest: 'sha256:new' },
  setting: 'v2',
  made: [{ id: 'd2', message: 'kickai rel_2 web new' }],
}
const kept: Left = {
  active: ['d1'],
  processes: [{ pid: 1, deployment: 'd1' }],
  strays: [],
  answer: { status: 200, deployment: 'd1', digest: 'sha256:old' },
  setting: 'v1',
  made: [],
}

test('the new one after live, the old one before anything was written down', () => {
  expect(inconsistencies(told, served)).toEqual([])
  expect(inconsistencies({ old, newSetting: 'v2' }, kept)).toEqual([])
})

test('the old one by the deployment that brought it back', () => {
  const back = { ...release, verdict: 'rolled back' as const, restored: 'd3' }
  const left: Left = {
    ...kept,
    active: ['d3'],
    processes: [{ pid: 2, deployment: 'd3' }],
    answer: { ...kept.answer, deployment: 'd3' },
    made: [{ id: 'd3' }, { id: 'd2' }],
  }
  expect(inconsistencies({ ...told, release: back }, left)).toEqual([])
})

test('a third thing, another settings, a second deployment', () => {
  expect(inconsistencies({ ...told, release: { ...release, verdict: 'unknown', reason: 'who knows' } }, kept)).toEqual([
    "the journal's verdict is unknown (who knows)",
  ])
  expect(inconsistencies(told, { ...served, setting: 'v1' })).toEqual(['the settings are those of v1, not of v2'])
  expect(inconsistencies(told, { ...served, made: [{ id: 'd4' }, ...served.made] })).toEqual([
    '2 deployments were made instead of 1: d4 (no message), d2 (kickai rel_2 web new)',
  ])
})

test('what serves is not what the journal says', () => {
  expect(inconsistencies(told, kept)).toEqual([
    'sha256:old serves instead of sha256:new',
    'deployment d1 serves instead of d2',
    'the settings are those of v1, not of v2',
    'active is d1, not d2 alone',
  ])
  expect(inconsistencies(told, { ...served, active: ['d1', 'd2'], processes: [] })).toEqual([
    'active is d1, d2, not d2 alone',
    'no process runs',
  ])
})

test('a first release that failed leaves nothing', () => {
  const failed: Told = { release: { ...release, verdict: 'failed' }, newSetting: 'v2' }
  const nothing: Left = { ...kept, active: [], processes: [], answer: { status: 404 }, setting: undefined }
  expect(inconsistencies(failed, nothing)).toEqual([])
  expect(inconsistencies(failed, served)).toEqual([
    'deployment d2 serves, where nothing is to',
    'active is d2, where nothing is to be',
    '1 processes run, where none is to',
    'the settings are those of v2, where there were none',
  ])
  expect(inconsistencies({ ...failed, release }, served)).toEqual([])
})

test('orphans are processes of nothing that is to serve, a second one of what is, and what the platform lost', () => {
  expect(orphansOf(served)).toBe(0)
  expect(orphansOf({ ...served, processes: [...served.processes, { pid: 3, deployment: 'd1' }] })).toBe(1)
  expect(orphansOf({ ...served, processes: [...served.processes, { pid: 3, deployment: 'd2' }] })).toBe(1)
  expect(orphansOf({ ...served, strays: [{ pid: 4, deployment: 'd1' }] })).toBe(1)
})

test('the label of an upload says which side it is', () => {
  expect(isLabelOfNew('kickai rel_2 web new rel_2 sha256:new')).toBe(true)
  expect(isLabelOfNew('kickai rel_2 web old rel_1 sha256:old')).toBe(false)
  expect(isLabelOfNew(undefined)).toBe(false)
})
