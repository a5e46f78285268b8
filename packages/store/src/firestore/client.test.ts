import { expect, test } from 'vitest'
import { settingsFor } from './client.ts'

test('an account asks in its own name; without one the libraries look for credentials themselves', () => {
  const account = { clientEmail: 'journal@shop.test', privateKey: { reveal: () => 'planted key' } }
  expect(settingsFor({ projectId: 'shop-1', answerMs: 1, account })).toMatchObject({
    projectId: 'shop-1',
    credentials: { client_email: 'journal@shop.test', private_key: 'planted key' },
  })
  expect(settingsFor({ projectId: 'shop-1', answerMs: 1 })).not.toHaveProperty('credentials')
})
