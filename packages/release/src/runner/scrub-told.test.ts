import { expect, test } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'
import { scrubTold } from './scrub-told.ts'

const scrub = (text: string) => text.replaceAll('hunter2', '[secret]')

test('what others said loses its secrets, however deep; what is ours stays', () => {
  const happened = {
    kind: 'inspected',
    deployment: 'hunter2',
    findings: [{ code: 'hunter2', sentence: 'It said hunter2.', wayOut: 'Change hunter2.' }],
    health: { failure: 'no hunter2', latencyMs: 3 },
  }
  expect(scrubTold(happened, scrub)).toEqual({
    kind: 'inspected',
    deployment: 'hunter2',
    findings: [{ code: 'hunter2', sentence: 'It said [secret].', wayOut: 'Change [secret].' }],
    health: { failure: 'no [secret]', latencyMs: 3 },
  })
})

test('a platform that echoes a secret of another request gets it into no journal', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release('one')
  const plan = await environment.begin('two')
  environment.platform.configure = async () => {
    throw Object.assign(new Error('refused: hunter2'), { acted: 'no' })
  }
  const state = await run(plan.release, { ...environment.ports, scrub })
  expect(state.reason?.sentence).toContain('[secret]')
  expect(JSON.stringify(await openJournal(environment.store).entries(plan.release))).not.toContain('hunter2')
})
