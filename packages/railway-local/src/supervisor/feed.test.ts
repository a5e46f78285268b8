import { expect, test } from 'vitest'
import { Feed } from './feed.ts'
import { createSerial } from './serial.ts'

test('every listener gets everything from when it began, in order, until it stops', async () => {
  const feed = new Feed()
  const all = feed.subscribe<number>('a')
  feed.publish('a', 1)
  const later = feed.subscribe<number>('a')
  feed.publish('b', 9)
  feed.publish('a', 2)
  expect([await all.next(), await all.next(), await later.next()].map(({ value }) => value)).toEqual([1, 2, 2])
  const waiting = all.next()
  await all.return()
  expect(await waiting).toEqual({ done: true, value: undefined })
  feed.publish('a', 3)
  expect((await later.next()).value).toBe(3)
})

test('what was published before the end still comes', async () => {
  const feed = new Feed()
  const news = feed.subscribe<number>('a')
  feed.publish('a', 1)
  await news.return()
  expect([await news.next(), await news.next()]).toEqual([
    { done: false, value: 1 },
    { done: true, value: undefined },
  ])
})

test('work is done one piece after the other, past those that fail', async () => {
  const serial = createSerial()
  const done: number[] = []
  const piece = (number: number, ms: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    done.push(number)
  }
  const failing = serial(() => Promise.reject(new Error('no')))
  await Promise.all([serial(piece(1, 20)), serial(piece(2, 0)), expect(failing).rejects.toThrow('no')])
  expect(done).toEqual([1, 2])
})
