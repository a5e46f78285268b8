import { expect, test } from 'vitest'
import { startEmbedded } from '../fixtures/embedded.ts'
import { temporaryFolder } from '../fixtures/folder.ts'
import { kickai } from '../fixtures/kickai.ts'
import { nodeConfig } from '../fixtures/node-service.ts'

const check =
  "({ environment }) => [{ code: 'queue-full', severity: 'notice', sentence: 'The queue of ' + environment + ' is full.', wayOut: 'Empty it.' }]"
const config = nodeConfig.replace('local: {', `preflight: { web: [${check}] },\n  local: {`)

test('an environment of the embedded platform is looked over, before its first release too', async () => {
  const folder = temporaryFolder({ 'kickai.config.ts': config })
  const down = await kickai(folder, ['doctor', 'testing', '--json'])
  expect({ code: down.code, ...down.json() }).toMatchObject({
    code: 4,
    environment: 'testing',
    where: 'embedded',
    problems: 1,
    findings: [{ code: 'local-not-running', severity: 'problem', wayOut: expect.stringContaining('kickai local') }],
  })

  await startEmbedded(folder)
  const up = await kickai(folder, ['doctor', 'testing'])
  expect(up.code, up.err).toBe(0)
  expect(up.out).toBe('testing: 1 notice.\n  notice  queue-full: The queue of testing is full.\n           Empty it.\n')
}, 60_000)
