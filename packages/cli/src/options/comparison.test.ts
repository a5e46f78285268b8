import { expect, test } from 'vitest'
import type { Config } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import { compareLayouts } from './comparison.ts'

const limits = { processors: 1, memoryGigabytes: 2 }
const config: Config = {
  name: 'shop',
  services: { web: { start: 'a' }, nightly: { kind: 'cron', start: 'b', schedule: '0 3 * * *' } },
  environments: { testing: {}, production: { services: { web: { replicas: 3, limits } } } },
}
const average = { memoryMegabytes: 500, processors: 0.1 }
const compared = (change: Partial<Config> = {}) =>
  compareLayouts(configurationOf({ ...config, ...change }, '/shop', '/shop/kickai.config.ts'), average)

test('cost is counted of what runs, and is the same in every layout', () => {
  const { cost, features, chosen } = compared()
  // 4 replicas of 0.5 GB at $10 and 0.1 processors at $20; one environment has no limits.
  expect(cost).toEqual({ replicas: 4, usageMonth: 28, withHobby: 28, withPro: 28 })
  const [{ facts } = { facts: undefined }] = features
  expect(new Set(Object.values(facts ?? {})).size).toBe(1)
  expect(chosen).toBe('projects')
  const all = { testing: { services: { web: { limits } } }, production: { services: { web: { limits } } } }
  expect(compared({ environments: all }).cost).toMatchObject({ replicas: 2, mostMonth: 80, withPro: 20 })
  const regions = { testing: { services: { web: { regions: { here: 2, there: 3 } } } } }
  expect(compared({ environments: regions }).cost).toMatchObject({ replicas: 5 })
})

test('what setting up takes is counted from the plan that provisioning would make', () => {
  const { setup, features } = compared({ account: { layout: 'iac' } })
  expect(setup.projects).toMatchObject({ projects: 2, tokens: 2, changes: 15 })
  expect(setup['one-project']).toMatchObject({ projects: 1, tokens: 2, changes: 13 })
  expect(setup.iac).toMatchObject({ projects: 1, tokens: 2, changes: 8 })
  expect(setup.iac.byHand).toHaveLength(setup.projects.byHand.length + 2)
  expect(features.every(({ source }) => source.length > 0)).toBe(true)
})
