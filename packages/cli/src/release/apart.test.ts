import { expect, test } from 'vitest'
import type { Environment } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import { demandApart, sharedBetween } from './apart.ts'
import { openSecrets } from './secrets.ts'

const place = (environment: string, token: string, tokenKind: 'project' | 'account' = 'project') => ({
  railway: { project: 'p', environment, services: { web: 's' }, token, tokenKind },
})
const web = (settings: NonNullable<Environment['settings']>[string]) => ({ settings: { web: settings } })

async function problems(testing: Environment, production: Environment, of?: string) {
  const config = { name: 'shop', services: { web: { start: 'x' } }, environments: { testing, production } }
  const { environments } = configurationOf(config, '/', 'kickai.config.ts')
  const secrets = openSecrets({ environment: { A: 'one-value', B: 'one-value', C: 'another' }, root: '/' })
  const refused = await demandApart(environments, secrets, of).then(
    () => ({ problems: [] }),
    (error: unknown) => error as { problems: { path: string }[] },
  )
  expect(JSON.stringify(refused)).not.toContain('one-value')
  return refused.problems.map(({ path }) => path.replace('environments.production.', ''))
}

test.each<[string, Environment, Environment, string[]]>([
  ['one reference', web({ BOT: { secret: 'env:NONE' } }), web({ BOT: { secret: 'env:NONE' } }), ['settings.web.BOT']],
  ['one value', web({ BOT: { secret: 'env:A' } }), web({ OTHER: { secret: 'env:B' } }), ['settings.web.OTHER']],
  [
    'one secret of the vault, in two versions',
    web({ BOT: { secret: 'vault:x@1' } }),
    web({ BOT: { secret: 'vault:x@2' } }),
    ['settings.web.BOT'],
  ],
  ['two secrets of the vault', web({ BOT: { secret: 'vault:x' } }), web({ BOT: { secret: 'vault:y' } }), []],
  ['one value, once plain', web({ BOT: { secret: 'env:A' } }), web({ API_KEY: 'one-value' }), ['settings.web.API_KEY']],
  ['two values', web({ BOT: { secret: 'env:A' } }), web({ BOT: { secret: 'env:C' } }), []],
  ['one database', web({ DATABASE_URL: 'db://x' }), web({ DATABASE_URL: 'db://x' }), ['settings.web.DATABASE_URL']],
  ['one path, in two places', web({ STORE: 'sqlite:/data/x' }), web({ STORE: 'sqlite:/data/x' }), []],
  ['one plain word', web({ LOG_LEVEL: 'INFO' }), web({ LOG_LEVEL: 'INFO' }), []],
  ['one project token', place('a', 'env:A'), place('b', 'env:B'), ['railway.token']],
  ['one account token', place('a', 'env:A', 'account'), place('b', 'env:A', 'account'), []],
  ['what the embedded platform knows', web({ BOT: { secret: 'local:x' } }), web({ BOT: { secret: 'local:x' } }), []],
])('%s', async (_what, testing, production, refused) => {
  expect(await problems(testing, production)).toEqual(refused)
})

test('an environment is refused for its own sharing alone', async () => {
  const shared = web({ BOT: { secret: 'env:A' } })
  expect(await problems(shared, shared, 'staging')).toEqual([])
  expect(await problems(shared, shared, 'testing')).toEqual(['settings.web.BOT'])
})

test('a vault is asked for nothing but what the environment itself has', async () => {
  const asked: string[] = []
  const resolve = async (reference: string) => {
    asked.push(reference)
    return `value of ${reference}`
  }
  const environments = { testing: web({ BOT: { secret: 'vault:x' } }), production: web({ BOT: { secret: 'vault:y' } }) }
  const config = { name: 'shop', services: { web: { start: 'x' } }, environments }
  const configured = configurationOf(config, '/', 'kickai.config.ts').environments
  expect(await sharedBetween(configured, { resolve }, 'testing')).toEqual([])
  expect(asked).toEqual(['vault:x'])
})
