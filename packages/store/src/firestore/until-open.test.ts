import { expect, test } from 'vitest'
import { untilOpen } from './until-open.ts'

/** As the client throws what gRPC says: a number and the server's words. The emulator and the service say it differently. */
const closed = (words: string) => Object.assign(new Error(`3 INVALID_ARGUMENT: ${words}`), { code: 3 })

function failing(errors: readonly Error[]) {
  const left = [...errors]
  let runs = 0
  const transaction = async () => {
    runs += 1
    const error = left.shift()
    if (error !== undefined) throw error
    return `run ${runs}`
  }
  return { transaction, runs: () => runs }
}

test('a transaction that the server has closed is run again, as often as it may be', async () => {
  const twice = [closed('Transaction is invalid or closed.'), closed('The referenced transaction has expired.')]
  expect(await untilOpen(3, failing(twice).transaction)).toBe('run 3')
  const { transaction, runs } = failing(twice)
  await expect(untilOpen(2, transaction)).rejects.toBe(twice[1])
  expect(runs()).toBe(2)
})

test('anything else is not', async () => {
  const other = closed('Document is too large.')
  const { transaction, runs } = failing([other])
  await expect(untilOpen(3, transaction)).rejects.toBe(other)
  expect(runs()).toBe(1)
})
