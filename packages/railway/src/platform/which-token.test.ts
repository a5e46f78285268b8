import { expect, test } from 'vitest'
import { plantedToken, rejection, scene } from '../fixtures/scene.ts'

const account = { token: { kind: 'account', value: plantedToken } } as const
const named = (name: string) => ({ id: `${name}-1`, name })

test('a project token', async () => {
  const { double, platform } = await scene()
  const found = { id: 't', name: 'release', projectId: 'project-1', environmentId: 'environment-1' }
  const projectToken = { ...found, project: named('project'), environment: named('environment') }
  double.script('ProjectToken', { data: { projectToken } })
  expect(await platform.whichToken()).toEqual({
    kind: 'project',
    name: 'release',
    project: named('project'),
    environment: named('environment'),
  })
})

test("an account's token", async () => {
  const { double, platform } = await scene(account)
  double.script('Account', { data: { me: { id: 'u', name: null, email: 'a@example.com' } } })
  expect(await platform.whichToken()).toEqual({ kind: 'account', email: 'a@example.com' })
})

test("a workspace's token, which belongs to nobody", async () => {
  const { double, platform } = await scene(account)
  double.script('Account', { errors: [{ message: 'Not Authorized' }] })
  double.script('TokenWorkspaces', { data: { apiToken: { workspaces: [named('club')] } } })
  expect(await platform.whichToken()).toEqual({ kind: 'workspace', workspaces: [named('club')] })
})

test('a token that is good for nothing', async () => {
  const { double, platform } = await scene(account)
  double.script('Account', { errors: [{ message: 'Not Authorized' }] })
  double.script('TokenWorkspaces', { errors: [{ message: 'Not Authorized' }] })
  expect(await rejection(platform.whichToken())).toMatchObject({ code: 'railway-not-authorized', acted: 'no' })
})
