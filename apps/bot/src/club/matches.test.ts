import { expect, test } from 'vitest'
import { openClub } from '../../fixtures/club.ts'
import { answerAvailability, availabilityOverview } from './availability.ts'
import { createMatch, findMatch, listMatches, onlyUpcomingMatch } from './matches.ts'
import { addPlayer } from './players.ts'

const rovers = {
  opponent: 'Thornbury Rovers',
  kickOff: '2026-12-06 10:30',
  side: 'away',
  venue: 'Mundy Playing Fields',
}

test('a match is stored with its instant and its time zone', async () => {
  const club = openClub()
  const team = await club.team()
  const match = await club.change((change) => createMatch(change, team, { ...rovers, side: ' Away ', venue: '' }))
  expect(match).toMatchObject({
    id: 'F1',
    kickOff: '2026-12-06T10:30:00.000Z',
    timeZone: 'Europe/London',
    side: 'away',
    venue: null,
    starters: 11,
    state: 'planned',
  })
  expect((await club.audit('T1')).at(-1)).toMatchObject({ what: 'match-created', subject: 'F1' })
})

test('all that is wrong with a match is told at once, with the usage, and nothing is stored', async () => {
  const club = openClub()
  const team = await club.team()
  const wrong = { opponent: ' ', kickOff: '2026-12-06 22:00', side: 'there', venue: 'x'.repeat(81) }
  await expect(club.change((change) => createMatch(change, team, wrong))).rejects.toMatchObject({
    code: 'bad-match',
    message:
      'An opponent has 1 to 80 characters. A venue has at most 80 characters. Say home, away or neutral. Kick-off is between 08:00 and 21:00.',
    wayOut: expect.stringContaining('/newmatch Thornbury Rovers, 2026-12-06 10:30, away, Mundy Playing Fields'),
  })
  expect(await club.store.list('teams/T1/matches')).toEqual([])
})

test('a side plays one match at a time', async () => {
  const club = openClub()
  const team = await club.team()
  await club.change((change) => createMatch(change, team, rovers))
  await expect(club.change((change) => createMatch(change, team, rovers))).rejects.toMatchObject({
    code: 'match-exists',
  })
})

test('matches are listed by team and time, the nearest first', async () => {
  const club = openClub()
  const [first, second] = [await club.team(1), await club.team(2)]
  await club.change((change) => createMatch(change, first, { ...rovers, kickOff: '2026-12-13 14:00' }))
  await club.change((change) => createMatch(change, first, rovers))
  await club.change((change) => createMatch(change, second, rovers))
  const ids = async (which: 'upcoming' | 'past', now: string) =>
    (await club.read((transaction) => listMatches(transaction, first, which, now))).map(({ id }) => id)
  expect(await ids('upcoming', '2026-11-23T18:00:00.000Z')).toEqual(['F2', 'F1'])
  expect(await ids('upcoming', '2026-12-06T10:30:00.000Z')).toEqual(['F1'])
  expect(await ids('past', '2027-01-01T00:00:00.000Z')).toEqual(['F1', 'F2'])
})

test('the next match is taken only where there is exactly one', async () => {
  const club = openClub()
  const team = await club.team()
  const only = () =>
    club.read((transaction) => onlyUpcomingMatch(transaction, team, '2026-11-23T18:00:00.000Z', '/available'))
  await expect(only()).rejects.toMatchObject({ code: 'no-upcoming-match' })
  await club.change((change) => createMatch(change, team, rovers))
  expect((await only()).id).toBe('F1')
  await club.change((change) => createMatch(change, team, { ...rovers, opponent: 'Vale', kickOff: '2026-12-13 14:00' }))
  await expect(only()).rejects.toMatchObject({
    code: 'which-match',
    message: 'Which match? F1 is Thornbury Rovers, F2 is Vale.',
    wayOut: 'Say it with its id, such as /available F1.',
  })
})

test('the last answer counts, those without one are listed too, and each change is in the audit', async () => {
  const club = openClub()
  const team = await club.team()
  const dan = await club.change((change) =>
    addPlayer(change, team, { name: 'Dan', phone: '07700 900123', position: '' }),
  )
  await club.change((change) => addPlayer(change, team, { name: 'Ade', phone: '07700 900124', position: '' }))
  const match = await club.change((change) => createMatch(change, team, rovers))
  const answer = (given: 'available' | 'unavailable', reason: string) =>
    club.change((change) => answerAvailability(change, team, { player: dan, match, answer: given, reason }))
  await answer('available', '')
  await answer('unavailable', ' working\nnights ')
  const overview = await club.read((transaction) => availabilityOverview(transaction, team, match))
  expect(overview.map(({ player, record }) => [player.name, record?.answer, record?.reason])).toEqual([
    ['Dan', 'unavailable', 'working nights'],
    ['Ade', undefined, undefined],
  ])
  expect((await club.audit('T1')).slice(-2)).toMatchObject([
    { what: 'availability-answered', subject: 'F1-P1', before: null, after: { answer: 'available' } },
    { before: { answer: 'available' }, after: { answer: 'unavailable', reason: 'working nights' } },
  ])
  await expect(answer('unavailable', 'x'.repeat(201))).rejects.toMatchObject({ code: 'bad-reason' })
})

test('a match that has kicked off takes no answers, and one of another team is none', async () => {
  const before = openClub()
  const [first, second] = [await before.team(1), await before.team(2)]
  const dan = await before.change((change) =>
    addPlayer(change, first, { name: 'Dan', phone: '07700 900123', position: '' }),
  )
  const match = await before.change((change) => createMatch(change, first, rovers))
  const started = { ...match, kickOff: '2026-11-23T18:00:00.000Z' }
  await expect(
    before.change((change) =>
      answerAvailability(change, first, { player: dan, match: started, answer: 'available', reason: '' }),
    ),
  ).rejects.toMatchObject({ code: 'match-started' })
  await expect(before.read((transaction) => findMatch(transaction, second, 'F1'))).rejects.toMatchObject({
    code: 'no-such-match',
  })
})
