import { expect, test } from 'vitest'
import { sharesOf } from './measure.ts'
import { type Change, drawChange } from './mistakes.ts'
import { type Gates, play } from './play.ts'

const off: Gates = {
  preDeploymentTesting: false,
  environmentValidation: false,
  healthMonitoring: false,
  rollbackAutomation: false,
  configurationValidation: false,
}
const users = { perSecond: 5, errorShare: 0 }
const turnsBad: Change = {
  mistake: 'turns bad',
  testsSee: false,
  healthShows: false,
  behaviour: { users, failsAfterMs: 10_000 },
}

test('what turns bad stays before users until it is both seen and taken back', async () => {
  expect(await play(turnsBad, off)).toEqual({ deployed: true, succeeded: false, served: false })
  const seen = { ...off, healthMonitoring: true }
  expect(await play(turnsBad, seen)).toMatchObject({ served: false })
  expect(await play(turnsBad, { ...seen, rollbackAutomation: true })).toMatchObject({ succeeded: false, served: true })
})

test('a good change succeeds, whatever is on', async () => {
  const good: Change = { mistake: 'none', testsSee: false, healthShows: false, behaviour: { users } }
  const all = Object.fromEntries(Object.keys(off).map((gate) => [gate, true])) as Gates
  for (const gates of [off, all])
    expect(await play(good, gates)).toEqual({ deployed: true, succeeded: true, served: true })
})

test('a gate stops what it is for, and what was not deployed is no deployment that failed', async () => {
  const wrong = { mistake: 'environment', testsSee: false, healthShows: true, behaviour: { failsAfterMs: 0 } } as const
  const stopped = await play(wrong, { ...off, environmentValidation: true })
  expect(stopped).toEqual({ deployed: false, succeeded: false, served: true })
  expect(await play(wrong, { ...off, configurationValidation: true })).toMatchObject({ deployed: true, served: false })
  expect(sharesOf([stopped, { deployed: true, succeeded: true, served: true }])).toEqual({ served: 1, succeeded: 1 })
})

test('the same numbers draw the same change', () => {
  const draw = () => {
    let number = 0.61
    return drawChange(() => {
      number = (number + 0.37) % 1
      return number
    })
  }
  expect(draw()).toEqual(draw())
})
