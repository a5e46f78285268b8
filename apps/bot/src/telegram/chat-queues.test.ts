import fastCheck from 'fast-check'
import { expect, test } from 'vitest'
import { createChatQueues } from './chat-queues.ts'

interface Item {
  readonly chat: number
  readonly number: number
}

test('whatever takes how long, each chat’s items are worked on in order, one at a time, and never too many at once', async () => {
  await fastCheck.assert(
    fastCheck.asyncProperty(
      fastCheck.array(fastCheck.tuple(fastCheck.nat(4), fastCheck.nat(3))),
      fastCheck.integer({ min: 1, max: 4 }),
      async (plan, atOnce) => {
        const done: Item[] = []
        const underWay: number[] = []
        const queues = createChatQueues<Item & { turns: number }>({
          atOnce,
          chatOf: ({ chat }) => chat,
          async work({ chat, number, turns }) {
            expect(underWay).not.toContain(chat)
            underWay.push(chat)
            expect(underWay.length).toBeLessThanOrEqual(atOnce)
            for (let turn = 0; turn < turns; turn++) await Promise.resolve()
            underWay.splice(underWay.indexOf(chat), 1)
            done.push({ chat, number })
          },
        })
        plan.forEach(([chat, turns], number) => {
          queues.add({ chat, number, turns })
        })
        await queues.idle()
        expect(queues.size()).toBe(0)
        expect(done).toHaveLength(plan.length)
        for (let chat = 0; chat <= 4; chat++) {
          const numbers = done.filter((item) => item.chat === chat).map(({ number }) => number)
          expect(numbers).toEqual([...numbers].sort((left, right) => left - right))
        }
      },
    ),
  )
})

test('after a stop what is under way is finished and nothing begins', async () => {
  const gate = Promise.withResolvers<void>()
  const done: number[] = []
  const queues = createChatQueues<Item>({
    atOnce: 1,
    chatOf: ({ chat }) => chat,
    async work({ number }) {
      await gate.promise
      done.push(number)
    },
  })
  queues.add({ chat: 1, number: 1 })
  queues.add({ chat: 2, number: 2 })
  const stopped = queues.stop()
  gate.resolve()
  await stopped
  await queues.idle()
  expect(done).toEqual([1])
  expect(queues.size()).toBe(1)
})
