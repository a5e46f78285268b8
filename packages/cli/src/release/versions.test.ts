import { expect, test } from 'vitest'
import { withSecretsOfNow } from './versions.ts'

test('what comes back has secrets from where they are now, and everything else as it was', () => {
  const settings = [
    { name: 'MOVED', secret: 'env:OLD', version: '1' },
    { name: 'PLAIN', value: 'then' },
    { name: 'DROPPED', secret: 'env:DROPPED' },
    { name: 'PLAIN_NOW', secret: 'env:X' },
  ]
  const present = [
    { name: 'MOVED', secret: 'vault:new' },
    { name: 'PLAIN', value: 'now' },
    { name: 'PLAIN_NOW', value: 'now' },
    { name: 'ADDED', secret: 'env:ADDED' },
  ]
  const [moved, ...others] = withSecretsOfNow({ service: 'web', settings }, new Map([['web', present]]))
  expect(moved).toEqual({ name: 'MOVED', secret: 'vault:new' })
  expect(others).toEqual(settings.slice(1))
  expect(withSecretsOfNow({ service: 'worker', settings }, new Map([['web', present]]))).toEqual(settings)
})
