import fc from 'fast-check'
import { expect, test } from 'vitest'
import { start } from '../testing/started.ts'

/** What a bot, its people and its machine may do, in any order. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('poll' as const),
      // Relative to the first update that is still unconfirmed; undefined asks without an offset.
      offset: fc.option(fc.integer({ min: -3, max: 4 }), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('newest' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)

test('whatever the order of polls, offsets and restarts, nothing is lost before its confirmation nor given after it', async () => {
  const run = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
    let started = await start()
    const { message } = await started.say('ada', 'first')
    expect(message.delivered).toBe(true)
    const [first] = await started.api.getUpdates()
    let next = (first?.update_id ?? 0) + 1
    let waiting = [next - 1]
    for (const given of steps) {
      if (given.kind === 'write') {
        await started.say('ada', 'more')
        waiting.push(next)
        next += 1
      } else if (given.kind === 'restart') {
        started = await started.restart()
      } else if (given.kind === 'newest') {
        const updates = await started.api.getUpdates({ offset: -given.count })
        waiting = waiting.slice(-given.count)
        expect(updates.map(({ update_id }) => update_id)).toEqual(waiting)
      } else {
        const offset = given.offset === undefined ? undefined : (waiting[0] ?? next) + given.offset
        const updates = await started.api.getUpdates({
          limit: given.limit,
          ...(offset === undefined ? {} : { offset }),
        })
        waiting = waiting.filter((id) => offset === undefined || id >= offset)
        expect(updates.map(({ update_id }) => update_id)).toEqual(waiting.slice(0, given.limit))
      }
    }
    await started.telegram.stop()
  })
  await fc.assert(run, { numRuns: 30 })
})
