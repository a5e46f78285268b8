import type { ServiceState } from '@kickai/railway'
import { expect, test } from 'vitest'
import { belongsTo, choosePlaces, chooseServices, projectsNamed } from './choose-places.ts'

const named = (name: string) => ({ id: `${name}-id`, name })
const project = (name: string, ...environments: string[]) => ({
  ...named(name),
  environments: environments.map(named),
  services: [],
})
const inShort = (places: ReturnType<typeof choosePlaces>) =>
  places.map((place) => `${place.name}: ${place.project.name}/${place.environment.name}`)

test('a project for each environment, whatever that is called there, in the order of promotion', () => {
  const projects = ['shop-production', 'shop-testing', 'shop-staging'].map((name) => project(name, 'production'))
  expect(inShort(choosePlaces('shop', projects))).toEqual([
    'testing: shop-testing/production',
    'staging: shop-staging/production',
    'production: shop-production/production',
  ])
})

test('one project with several environments, without those of pull requests', () => {
  const shop = project('Shop', 'production', 'demo', 'shop-pr-12', 'staging', 'rehearsal')
  expect(inShort(choosePlaces('shop', [shop]))).toEqual([
    'staging: Shop/staging',
    'demo: Shop/demo',
    'production: Shop/production',
  ])
})

test('a project is named by itself, or with all that belong to a repository', () => {
  const there = ['Shop', 'shop-testing', 'club-testing', 'club-production'].map(named)
  expect(projectsNamed('Shop', there)).toEqual({ chosen: [named('Shop')] })
  expect(projectsNamed('club-testing-id', there)).toEqual({ chosen: [named('club-testing')] })
  const club = [named('club-testing'), named('club-production')]
  expect(projectsNamed('club', there)).toEqual({ chosen: club, family: 'club' })
  expect(projectsNamed('clu', there).chosen).toEqual([])
})

test('projects of other names are nobody’s', () => {
  expect(['shop', 'Shop Testing', 'workshop', 'shops'].map((name) => belongsTo('shop', named(name)))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

const state = (name: string, more: Partial<ServiceState> = {}): ServiceState => ({
  id: `${name}-id`,
  name,
  overlapSeconds: 0,
  drainingSeconds: 0,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 10,
  replicas: 1,
  regions: {},
  domains: [],
  deployed: true,
  variables: [],
  ...more,
})

test('services of all environments, each once and of its kind; images are left alone', () => {
  const web = state('Web App', { domains: ['a.up'], startCommand: 'node a.js', healthPath: '/up' })
  const services = [
    web,
    state('queue'),
    state('nightly', { schedule: '0 3 * * *' }),
    state('db', { image: 'postgres' }),
  ]
  const found = chooseServices([
    { name: 'testing', services: [state('Web App', { id: 'other' })] },
    { name: 'production', services },
  ])
  expect(found.others).toEqual(['db'])
  expect(found.services).toEqual([
    {
      name: 'web-app',
      kind: 'web',
      start: 'node a.js',
      health: '/up',
      ids: { testing: 'other', production: 'Web App-id' },
    },
    { name: 'queue', kind: 'worker', ids: { production: 'queue-id' } },
    { name: 'nightly', kind: 'cron', schedule: '0 3 * * *', ids: { production: 'nightly-id' } },
  ])
})
