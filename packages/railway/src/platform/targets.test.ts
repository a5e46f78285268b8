import { expect, test } from 'vitest'
import { createRailwayPlatform } from './railway-platform.ts'

test('ids that are none are refused before anything is sent, all at once', () => {
  const targets = { testing: { bot: { projectId: '', environmentId: 'a/b', serviceId: 'service-1' } } }
  const make = () =>
    createRailwayPlatform({ endpoint: 'nonsense', token: { kind: 'project', value: 'token-1' }, targets })
  expect(make).toThrow(/endpoint.*projectId of bot in testing.*environmentId of bot in testing/)
  expect(make).not.toThrow('serviceId')
})
