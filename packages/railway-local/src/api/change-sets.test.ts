import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
let second: string
beforeAll(async () => {
  world = await World.start()
  place = await world.place()
  const { projectId } = place.ids
  second = (await world.run('CreateEnvironment', { input: { projectId, name: 'second' } })).environmentCreate.id
})
afterAll(() => world.end())

const config = async (id: string) =>
  (await world.run('EnvironmentConfigOf', { id, decryptVariables: true })).environment
const set = (...changes: object[]) => ({ version: 1, changes, diagnostics: [] })
const create = (name: string, more: object = {}) => ({
  kind: 'resource.create',
  address: `service.${name}`,
  path: `resources.service.${name}`,
  resource: { type: 'service', name, ...more },
})

test('a patch puts a service into an environment and sets it; what others have staged stays staged', async () => {
  const { serviceId } = place.ids
  const staged = { services: { [serviceId]: { deploy: { overlapSeconds: 7 } } } }
  expect(await world.refusal('CommitPatch', { environmentId: second, patch: staged })).toContain('isCreated')
  await world.run('StageChanges', { environmentId: second, input: staged })
  const patch = { services: { [serviceId]: { isCreated: true, variables: { A: { value: 'x' } } } } }
  await world.run('CommitPatch', { environmentId: second, patch })
  expect((await config(second)).config.services[serviceId]).toMatchObject({ variables: { A: { value: 'x' } } })
  await world.run('CommitStaged', { environmentId: second, skipDeploys: true })
  expect((await config(second)).config.services[serviceId].deploy).toMatchObject({ overlapSeconds: 7 })
  expect((await world.run('StagedChanges', { environmentId: second })).environmentStagedChanges.patch).toEqual({})
  const strange = { services: { [serviceId]: { deploy: { colour: 'red' } } }, volumes: {} }
  expect(await world.refusal('CommitPatch', { environmentId: second, patch: strange })).toMatch(/volumes.*colour/)
  await world.run('CommitPatch', { environmentId: second, patch: { services: { [serviceId]: { isDeleted: true } } } })
  expect((await config(second)).config.services).toEqual({})
})

test('a change set is made whole, against the state that it was planned for', async () => {
  const environmentId = second
  const { configEtag } = await config(second)
  const variables = {
    TOKEN: { type: 'literal', value: 't' },
    URL: { type: 'reference', resource: 'service.web', output: 'U' },
  }
  const input = set(create('worker', { deploy: { numReplicas: 2 }, variables }), create('web'))
  const applied = await world.run('ApplyChanges', { environmentId, input, baseConfigEtag: configEtag })
  expect(applied.environmentApplyChangeSet).toMatchObject({ status: 'applied', changes: [{ status: 'applied' }, {}] })
  const services = Object.values((await config(second)).config.services)
  expect(services).toMatchObject([
    { deploy: { numReplicas: 2 }, variables: { TOKEN: { value: 't' }, URL: { value: '$' + '{{web.U}}' } } },
    { variables: {} },
  ])
  // The service that the project had elsewhere was put here, not made a second time.
  expect(Object.keys((await config(second)).config.services)).toContain(place.ids.serviceId)

  const stale = await world.answer('ApplyChanges', { environmentId, input: set(), baseConfigEtag: configEtag })
  expect(stale.errors?.[0]?.extensions?.code).toBe('STALE_ENVIRONMENT_BASE')
  const kept = { kind: 'variable.set', address: 'service.worker', variable: 'TOKEN', path: 'a' }
  const both = set({ ...kept, after: variables.TOKEN }, { ...kept, path: 'b', after: { type: 'literal', value: 'n' } })
  const { environmentPreviewChangeSet } = await world.run('PreviewChanges', { environmentId, input: both })
  expect(environmentPreviewChangeSet.changeSet.changes).toMatchObject([{ path: 'b' }])

  const update = { kind: 'resource.update', address: 'service.worker', field: 'deploy', after: { numReplicas: 3 } }
  const gone = { kind: 'variable.delete', address: 'service.worker', variable: 'TOKEN' }
  const asked = { environmentId, input: set(update, gone), waitForCompletion: false }
  const { id, status } = (await world.run('ApplyChanges', asked)).environmentApplyChangeSet
  expect(status).toBe('applying')
  expect((await world.run('ChangesApplied', { environmentId, id })).environmentChangeSetApply).toMatchObject({
    status: 'applied',
    changes: [{ kind: 'resource.update' }, { kind: 'variable.delete' }],
  })
  const refused = set(create('other'), create('worse', { deploy: { numReplicas: 0 } }))
  expect(await world.refusal('ApplyChanges', { environmentId, input: refused })).toContain('numReplicas')
  expect(
    await world.refusal('ApplyChanges', { environmentId, input: set({ ...create('x'), address: 'bucket.x' }) }),
  ).toContain('bucket.x')
  expect(Object.keys((await config(second)).config.services)).toHaveLength(2)
})

test('what is sealed is told to nobody, in both readings, and is neither unsealed nor copied', async () => {
  const other = await world.place({}, { PLAIN: '1' })
  const { environmentId, serviceId } = other.ids
  const seal = { services: { [serviceId]: { variables: { KEY: { value: 'planted', isSealed: true } } } } }
  await world.run('StageChanges', { environmentId, input: seal })
  expect(JSON.stringify(await world.run('StagedChanges', { environmentId }))).not.toContain('planted')
  await world.run('CommitStaged', { environmentId, skipDeploys: true })
  const before = await config(environmentId)
  expect(before.config.services[serviceId].variables.KEY).toEqual({ isSealed: true })
  await other.setVariables({ KEY: 'planted-anew' }, { skipDeploys: true })
  const after = await config(environmentId)
  expect(after.config.services[serviceId].variables.KEY).toEqual({ isSealed: true })
  expect(after.configEtag).not.toBe(before.configEtag)

  const raw = async (more: object = {}) =>
    (await world.run('VariablesRaw', { ...other.ids, unrendered: true, ...more })).variables
  expect(await raw()).toEqual({ PLAIN: '1' })
  const { url, accountToken } = world.platform
  const headers = { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ sealedVariables: 'null' })
  expect((await fetch(`${url}/local/options`, { method: 'PATCH', headers, body })).ok).toBe(true)
  expect(await raw()).toEqual({ PLAIN: '1', KEY: null })
  const input = { projectId: other.ids.projectId, name: 'copy', sourceEnvironmentId: environmentId }
  const copy = (await world.run('CreateEnvironment', { input })).environmentCreate.id
  expect(await raw({ environmentId: copy })).toEqual({ PLAIN: '1' })
})
