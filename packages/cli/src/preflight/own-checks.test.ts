import { expect, test } from 'vitest'
import type { PreflightCheck } from '../config/preflight-check.ts'
import { openSecrets } from '../release/secrets.ts'
import { ownChecks } from './own-checks.ts'
import { within } from './within.ts'

const target = { environment: 'testing', service: 'web' }
const planned = [
  { name: 'KEY', secret: 'env:KEY' },
  { name: 'GONE', secret: 'env:GONE' },
  { name: 'LEVEL', value: 'info' },
]
const secrets = openSecrets({ environment: { KEY: 'planted-secret' }, root: '/' })

async function findings(...checks: PreflightCheck[]) {
  return await ownChecks({ preflight: { web: checks } }, secrets)(target, planned)
}

test('a check gets the settings as they are to be released, with secrets that do not print', async () => {
  let seen: unknown
  const found = await findings((subject) => {
    const { settings } = subject
    const { KEY: key } = settings
    seen = [
      JSON.stringify(settings),
      typeof key === 'object' ? key.reveal() : key,
      subject.missing,
      subject.environment,
    ]
    return []
  })
  expect(found).toEqual([])
  expect(seen).toEqual(['{"KEY":"[secret]","LEVEL":"info"}', 'planted-secret', ['GONE'], 'testing'])
})

test('what is found is a problem unless it says otherwise, and holds no secret', async () => {
  const said = { code: 'key-old', sentence: 'planted-secret is old.', wayOut: 'Replace it.' }
  const found = await findings(
    () => [said],
    async () => [{ ...said, severity: 'notice' as const }],
  )
  const sentence = '[secret] is old.'
  expect(found).toEqual([
    { ...said, sentence, severity: 'problem' },
    { ...said, sentence, severity: 'notice' },
  ])
})

test('a check that fails, or gives something else, is a problem and hides no other', async () => {
  function asks(): never {
    throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED with planted-secret') })
  }
  const wrong = (() => [{ code: 'Not A Code', sentence: '', wayOut: 'x' }]) as PreflightCheck
  const good: PreflightCheck = () => [{ code: 'also', sentence: 'This too.', wayOut: 'Mend it.' }]
  const found = await findings(asks, wrong, good)
  expect(found.map(({ code }) => code)).toEqual(['check-failed', 'check-failed', 'also'])
  expect(found[0]?.sentence).toContain('the check asks of web asks: fetch failed (connect ECONNREFUSED with [secret])')
  expect(found[1]?.sentence).toContain('the code is lower-case')
})

test('what takes too long is a problem, and hears that its time is over', async () => {
  let aborted = false
  const found = await within(
    'whether it answers',
    (signal) => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Promise(() => {})
    },
    20,
  )
  expect(found).toMatchObject([{ code: 'check-too-slow', severity: 'problem' }])
  expect(aborted).toBe(true)
})

test('no check is made of a service that has none', async () => {
  expect(await ownChecks({ preflight: {} }, secrets)(target, planned)).toEqual([])
})
