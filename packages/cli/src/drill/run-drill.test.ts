import { describe, expect, it } from 'vitest'
import type { Drill } from './drill.ts'
import { drills } from './drills.ts'
import { problemsOf } from './problems.ts'
import { readingDrills } from './readings.ts'
import { runDrill } from './run-drill.ts'

const progress = { line: () => undefined, now: () => undefined, rest: () => undefined }
const run = (drill: Drill) => runDrill(drill, { variables: {}, progress, signal: new AbortController().signal })

function named(name: string): Drill {
  const drill = [...drills, ...readingDrills].find((each) => each.name === name)
  if (drill === undefined) throw new RangeError(name)
  return drill
}

/** Each on an embedded platform of its own, with users of every kind. */
describe.concurrent('a drill', { timeout: 90_000 }, () => {
  const representative = [
    'crash-loop',
    'wrong-version',
    'bad-after-switch',
    'lost-answer',
    'platform-restart',
    'rollback-target-gone',
    'two-deployers',
    'foreign-deployment',
    'good, overlapRouting old',
    'good, overlapRouting mixed',
    'bad-after-switch, imageInMeta when-settled',
  ]
  it.each(representative)('%s ends as it must and loses nothing', async (name) => {
    const figures = await run(named(name))
    expect(figures.problems).toEqual([])
    expect(figures).toMatchObject({ drill: name, verdict: named(name).expected, ok: true, lost: 0 })
    expect(figures.requests).toBeGreaterThan(100)
  })

  it('says so when the release tool did the wrong thing', async () => {
    const figures = await run({ ...named('bad-after-switch'), expected: 'live' })
    expect(figures.ok).toBe(false)
    expect(figures.problems.join(' ')).toContain('ended as rolled back instead of live')
  })
})

it('a drill that nobody was there for shows nothing', () => {
  const nobody = { requests: 0, lost: 0, twice: 0, unverified: 0, byKind: {} }
  expect(problemsOf(named('good'), { verdict: 'live' }, nobody)).toContain('There was no traffic of kind websocket.')
})
