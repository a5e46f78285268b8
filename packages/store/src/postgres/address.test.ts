import { inspect } from 'node:util'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { addressOf } from './address.ts'

const base = 'postgres://ada:se%2Fcret@db.example:6543/club'

describe('encryption is as the URL says', () => {
  const unverified = { rejectUnauthorized: false }
  const encryptions: [string, unknown[]][] = [
    [base, [unverified, false]],
    [`${base}?sslmode=prefer`, [unverified, false]],
    [`${base}?sslmode=allow&application_name=x`, [unverified, false]],
    ['postgresql://ada@%2Fvar%2Frun%2Fpostgresql/club', [false]],
    ['postgres:///club?host=/tmp', [false]],
    [`${base}?sslmode=disable`, [undefined]],
    [`${base}?sslmode=require`, [undefined]],
    [`${base}?sslmode=verify-full`, [undefined]],
    [`${base}?ssl=true`, [undefined]],
  ]
  test.each(encryptions)('%s', (url, expected) => {
    expect(addressOf(url, pg.Client).encryptions).toEqual(expected)
  })

  const strict: [string, unknown][] = [
    ['disable', false],
    ['require', { rejectUnauthorized: false }],
    ['no-verify', { rejectUnauthorized: false }],
    ['verify-full', {}],
  ]
  test.each(strict)('the driver takes sslmode=%s as PostgreSQL does', (mode, expected) => {
    const { connectionString } = addressOf(`${base}?sslmode=${mode}`, pg.Client)
    const { connectionParameters } = new pg.Client({ connectionString }) as unknown as {
      connectionParameters: { ssl: unknown }
    }
    expect(connectionParameters.ssl).toEqual(expected)
  })
})

test('is named without user and password, which are also taken out of what others say', () => {
  const address = addressOf(base, pg.Client)
  expect(address.place).toBe('postgres://db.example:6543/club')
  expect(address.hide('no se/cret, no se%2Fcret')).toBe('no [hidden], no [hidden]')
  expect(addressOf('postgres:///club?host=/tmp', pg.Client).place).toBe('postgres:///tmp/club')
})

const unusable: [string, RegExp][] = [
  ['mysql://ada:cret@host/club', /postgres:\/\//],
  ['postgres://ada:cret@ho st:99999999/club', /cannot be read as a URL/],
  ['postgres://%E0%A4:cret@host/club', /cannot be read as a URL/],
  ['postgres://ada:cret@host/club?sslmode=maybe', /"maybe" is no sslmode/],
  ['postgres://ada:cret@host/club?sslmode=verify-full&sslrootcert=/nowhere/ca.crt', /nowhere/],
  ['postgres://ada:cret@host/club?sslmode=verify-ca', /sslrootcert/],
]

test.each(unusable)('%s is refused, with a reason and without the password', (url, reason) => {
  try {
    addressOf(url, pg.Client)
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-store-url', message: expect.stringMatching(reason) })
    expect(inspect(error, { showHidden: true })).not.toContain('cret@')
  }
})
