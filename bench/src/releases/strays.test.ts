import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rehearsalLedgerVariable } from '@kickai/traffic'
import { expect, onTestFinished, test } from 'vitest'
import { strayProcesses } from './strays.ts'

test('a process that nobody knows of is found by its environment', async () => {
  const ledger = `/nowhere/${randomUUID()}`
  const child = spawn('sleep', ['60'], {
    env: { PATH: process.env.PATH, RAILWAY_DEPLOYMENT_ID: 'd1', [rehearsalLedgerVariable]: ledger },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise<void>((resolve) => child.once('spawn', () => resolve()))
  const isTold = process.platform === 'linux'
  const found = isTold ? [{ pid: child.pid, deployment: 'd1' }] : []
  await expect.poll(() => strayProcesses(ledger, new Set(['d2']))).toEqual(found)
  expect(await strayProcesses(ledger, new Set(['d1']))).toEqual([])
  expect(await strayProcesses(`${ledger}-of-another`, new Set())).toEqual([])
})
