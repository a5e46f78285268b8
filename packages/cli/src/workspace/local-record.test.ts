import { writeFileSync } from 'node:fs'
import { isRunning, ownProcess, processRecord } from '@kickai/release'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { readFigures } from '../local/figures.ts'
import { lockLocal } from './local-lock.ts'
import { runningLocal } from './local-record.ts'
import { readPlaces } from './places.ts'
import { workspaceOf } from './workspace.ts'

test('a lock is held once, tells where its holder is, and is free again afterwards', () => {
  const workspace = workspaceOf(temporaryFolder())
  expect(runningLocal(workspace)).toBeUndefined()
  const lock = lockLocal(workspace)
  lock.publish({ platform: 'http://127.0.0.1:1', page: 'http://127.0.0.1:2', companions: {} })
  expect(runningLocal(workspace)).toMatchObject({ pid: process.pid, platform: 'http://127.0.0.1:1' })
  expect(() => lockLocal(workspace)).toThrow(
    expect.objectContaining({
      code: 'local-running',
      message: expect.stringMatching(new RegExp(`process ${process.pid}.*127.0.0.1:2`)),
    }),
  )
  lock.release()
  expect(runningLocal(workspace)).toBeUndefined()
  lockLocal(workspace).release()
})

test('a record of a process that is no more, or of another one with its pid, counts for nothing', () => {
  const workspace = workspaceOf(temporaryFolder({ '.kickai/x': '' }))
  for (const record of [{ pid: process.pid, startTime: '1' }, { pid: 2 ** 22 + 1, startTime: '1' }, {}]) {
    writeFileSync(workspace.lock, JSON.stringify(record))
    expect(runningLocal(workspace)).toBeUndefined()
  }
  expect(isRunning(ownProcess())).toBe(true)
  expect(processRecord(2 ** 22 + 1)).toBeUndefined()
})

test('a torn record is told', () => {
  const torn = '{"pid":'
  const files = { '.kickai/local.json': torn, '.kickai/places.json': torn, '.kickai/rehearsal.json': torn }
  const workspace = workspaceOf(temporaryFolder(files))
  expect(() => runningLocal(workspace)).toThrow(expect.objectContaining({ code: 'state-unreadable', exitCode: 2 }))
  expect(() => readPlaces(workspace)).toThrow(
    expect.objectContaining({ code: 'state-unreadable', wayOut: expect.stringContaining('kickai local') }),
  )
  expect(readFigures(workspace)).toBeUndefined()
})
