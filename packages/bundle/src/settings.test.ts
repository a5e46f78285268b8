import { expect, test } from 'vitest'
import { ownSettingsFingerprint, settingsFingerprint } from './settings.ts'

const token = 'a-token-of-sixteen'
const settings: [string, string][] = [
  ['LEVEL', 'info'],
  ['KICKAI_PROBE_TOKEN', token],
  ['EMPTY', ''],
]
const environment = {
  ...Object.fromEntries(settings),
  KICKAI_SETTINGS: 'EMPTY,KICKAI_PROBE_TOKEN,LEVEL',
  PATH: '/bin',
}

test('a process computes from its own environment what the release computes from what it sets', () => {
  const expected = settingsFingerprint(token, settings)
  expect(expected).toMatch(/^[0-9a-f]{64}$/)
  expect(settingsFingerprint(token, settings.toReversed())).toBe(expected)
  expect(ownSettingsFingerprint(environment)).toBe(expected)
  expect(ownSettingsFingerprint({ ...environment, PATH: '/usr/bin' })).toBe(expected)
})

test('is what any language computes by its own means', () => {
  // printf 'EMPTY=\0KICKAI_PROBE_TOKEN=a-token-of-sixteen\0LEVEL=info\0' | openssl dgst -sha256 -hmac a-token-of-sixteen
  expect(settingsFingerprint(token, settings)).toBe('21d382b003146a2e66a0be13c8fe75cac565f3fc480fa3822bbe67bfd9f46541')
})

test.each([
  ['another value', { LEVEL: 'debug' }],
  ['a name that is missing', { LEVEL: undefined }],
  ['another token', { KICKAI_PROBE_TOKEN: 'another-of-sixteen' }],
  ['other names', { KICKAI_SETTINGS: 'EMPTY,KICKAI_PROBE_TOKEN' }],
])('%s is seen', (_what, change) => {
  expect(ownSettingsFingerprint({ ...environment, ...change })).not.toBe(settingsFingerprint(token, settings))
})

test('names and values can not be shifted against each other', () => {
  expect(settingsFingerprint(token, [['A', '1\nB=2']])).not.toBe(
    settingsFingerprint(token, [
      ['A', '1'],
      ['B', '2'],
    ]),
  )
})

test('without a token or names there is none', () => {
  expect(ownSettingsFingerprint({ ...environment, KICKAI_PROBE_TOKEN: '' })).toBeUndefined()
  expect(ownSettingsFingerprint({ ...environment, KICKAI_SETTINGS: undefined })).toBeUndefined()
})
