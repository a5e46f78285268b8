import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { ArtifactPlace, Config } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import { openSecrets } from '../release/secrets.ts'
import { openRegistry } from './open-registry.ts'
import { registryReferences } from './registry.ts'

const configurationWith = (artifacts: ArtifactPlace) => {
  const config: Config = { name: 'shop', services: { web: { start: 'node server.js' } }, environments: {}, artifacts }
  return configurationOf(config, '/shop', '/shop/kickai.config.ts')
}

test('a user is a name or a reference; passwords and tokens are references', () => {
  const registry = 'ghcr.io/team/club'
  const paths = (artifacts: ArtifactPlace) =>
    registryReferences(configurationWith(artifacts)).map(({ path, reference }) => `${path} ${reference}`)
  expect(paths({})).toEqual([])
  expect(paths({ registry })).toEqual([])
  expect(paths({ registry, user: 'deployer', password: 'env:P' })).toEqual(['artifacts.password env:P'])
  expect(paths({ registry, user: 'env:U', password: 'env:P' })).toEqual([
    'artifacts.user env:U',
    'artifacts.password env:P',
  ])
  expect(paths({ registry, token: 'file:token' })).toEqual(['artifacts.token file:token'])
})

test('the registry is told who asks, by the secrets that are named', async () => {
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(request.headers.authorization ? 404 : 401, { 'www-authenticate': 'Basic realm="x"' }).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const registry = `127.0.0.1:${(server.address() as AddressInfo).port}/club`
  const secrets = openSecrets({ environment: { WHO: 'deployer', WORD: 'secret', TOKEN: 'ready' }, root: '/' })
  for (const who of [
    { user: 'env:WHO', password: 'env:WORD' },
    { user: 'me', password: 'env:WORD' },
    { token: 'env:TOKEN' },
  ]) {
    const artifacts = await openRegistry(configurationWith({ registry, ...who }), secrets)
    expect(await artifacts?.get(`sha256:${'a'.repeat(64)}`)).toBeUndefined()
  }
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  expect(seen).toEqual([undefined, basic('deployer:secret'), undefined, basic('me:secret'), 'Bearer ready'])
  expect(await openRegistry(configurationWith({ keep: 3 }), secrets)).toBeUndefined()
})
