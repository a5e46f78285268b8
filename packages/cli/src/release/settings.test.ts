import { expect, test } from 'vitest'
import type { Local, LocalPlace } from '../config/config.ts'
import { configurationOf } from '../config/configuration.ts'
import { localSecrets, localSettings } from './settings.ts'

const place: LocalPlace = {
  environment: 'testing',
  data: '/data',
  companions: { chat: { url: 'http://chat' } },
  probeToken: 'p',
}

function configured(local: Local) {
  const environments = { testing: { settings: { web: { B: '2', A: { secret: 'env:A' } } } } }
  return configurationOf(
    { name: 'shop', services: { web: { start: 'x' } }, environments, local },
    '/',
    'kickai.config.ts',
  )
}

test('without settings of its own the embedded platform gets those of the environment, sorted', () => {
  const configuration = configured({})
  expect(localSettings(configuration, configuration.environments[0] as never, place).get('web')).toEqual([
    { name: 'A', secret: 'env:A' },
    { name: 'B', value: '2' },
  ])
  expect(localSecrets(configuration, place)).toEqual({})
})

test('what local.settings gives takes their place', () => {
  const configuration = configured({
    settings: ({ companions, data }) => ({ web: { CHAT: companions.chat?.url ?? '', DATA: data } }),
  })
  expect(localSettings(configuration, { settings: {} }, place).get('web')).toEqual([
    { name: 'CHAT', value: 'http://chat' },
    { name: 'DATA', value: '/data' },
  ])
})

test('what it gives wrongly, or fails at, is a problem of the configuration', () => {
  const wrong = configured({ settings: () => ({ web: { PORT: 80 as never } }) })
  expect(() => localSettings(wrong, { settings: {} }, place)).toThrow(
    expect.objectContaining({
      code: 'config-invalid',
      problems: [expect.objectContaining({ path: 'local.settings(testing).web.PORT' })],
    }),
  )
  const failing = configured({ secrets: (local) => ({ chat: local.companions.none?.token.toString() as string }) })
  expect(() => localSecrets(failing, place)).toThrow(expect.objectContaining({ code: 'config-invalid' }))
  const thrown = configured({
    secrets: () => {
      throw new Error('no such bot')
    },
  })
  expect(() => localSecrets(thrown, place)).toThrow(
    expect.objectContaining({ problems: [{ path: 'local.secrets', sentence: 'it failed for testing: no such bot' }] }),
  )
})
