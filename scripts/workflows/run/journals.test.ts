import { expect, test } from 'vitest'
import { describeWith, postgres } from '../../testing/needs.ts'
import { findStores } from './journals.ts'

describeWith(postgres(), 'the stores that runs keep their journals in', () => {
  const { CI: _ci, FIRESTORE_EMULATOR_HOST: _host, ...own } = process.env
  const without = { ...own, FIRESTORE_EMULATOR_JAR: '/none/here.jar' }

  test('without the Firestore emulator it is left out with the reason; in CI that is an error', () => {
    expect(findStores(without).emulator).toEqual({ missing: expect.stringMatching(/Firestore|FIRESTORE/) })
    expect(() => findStores({ ...without, CI: 'true' })).toThrow(/FIRESTORE|Firestore/)
    expect(findStores({ ...own, FIRESTORE_EMULATOR_HOST: '127.0.0.1:1' }).emulator).toEqual({ path: '127.0.0.1:1' })
  })

  test('without PostgreSQL there is no run', () => {
    expect(() => findStores({ ...own, INITDB_PATH: '/none/here' })).toThrow('INITDB_PATH')
  })
})
