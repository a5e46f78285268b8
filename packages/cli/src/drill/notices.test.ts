import type { Verdict } from '@kickai/release'
import { expect, it, onTestFinished } from 'vitest'
import { openDestination, problemsOfNotices, type Told } from './notices.ts'

const ended = (verdict: Verdict) => ({ verdict, plan: { release: 'rel_1' } })
const alert: Told = { about: 'rollback failed', urgency: 'high', release: 'rel_1' }

it('whoever is to be told hears of the end, as an alert where that is one', () => {
  const failed = ended('rollback failed')
  expect(problemsOfNotices(failed, [alert, alert])).toEqual([])
  expect(problemsOfNotices(failed, [])).toEqual(['Nobody was told that the release ended as rollback failed.'])
  expect(problemsOfNotices(failed, [{ ...alert, release: 'rel_2' }])).toHaveLength(1)
  const calm = { ...alert, urgency: 'normal' }
  expect(problemsOfNotices(failed, [calm])).toEqual(['Somebody was told of rollback failed with urgency normal.'])
  expect(problemsOfNotices(ended('live'), [{ ...calm, about: 'live' }, alert])).toEqual([
    'Somebody was told of rollback failed with urgency high.',
  ])
  expect(problemsOfNotices(ended('blocked'), [])).toEqual([])
  expect(problemsOfNotices(ended('blocked'), [alert])).toEqual(['Somebody was told of rollback failed.'])
})

it('a destination keeps what it was told, and refuses what is no notice', async () => {
  const destination = await openDestination()
  onTestFinished(() => destination.close())
  const post = async (body: string) => (await fetch(destination.url, { method: 'POST', body })).status
  expect(await post(JSON.stringify({ ...alert, sentence: 'It did not come back.' }))).toBe(204)
  expect(await post('{}')).toBe(400)
  expect(destination.told).toEqual([alert])
})
