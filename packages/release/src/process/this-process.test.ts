import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type HolderProcess, processesHere } from './this-process.ts'

/** A process that says who it is and stays until it is ended. */
async function anotherProcess() {
  const source = `import { processesHere } from ${JSON.stringify(join(import.meta.dirname, 'this-process.ts'))}
console.log(JSON.stringify(processesHere().own))
setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, holder: JSON.parse(line.toString()) as HolderProcess }
}

test('a process lives while it stands still, and is gone once it was killed', async () => {
  const { child, holder } = await anotherProcess()
  const here = processesHere()
  expect(here.own?.machine).toBe(holder.machine)
  expect(here.isGone(holder)).toBe(false)
  child.kill('SIGSTOP')
  expect(here.isGone(holder)).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(here.isGone(holder)).toBe(true)
})

test('another process with its pid does not make it live, and of another machine nothing is known', () => {
  const { own, isGone } = processesHere()
  if (own === undefined) throw new Error('This machine does not say who it is.')
  expect(isGone(own)).toBe(false)
  expect(isGone({ ...own, startTime: '1' })).toBe(true)
  const elsewhere = { ...own, machine: `${own.machine} 2` }
  expect(isGone({ ...elsewhere, pid: 2 ** 22 + 1 })).toBe(false)
  expect(isGone({ ...elsewhere, startTime: '1' })).toBe(false)
})
