import { expect, test } from 'vitest'
import { openClub } from '../../fixtures/club.ts'
import { linkPerson } from './linking.ts'
import { addPlayer, listPlayers } from './players.ts'

const dan = { name: 'Dan Okafor', phone: '07700 900123', position: 'centre mid' }

test('a player is added as pending, with an identifier, a phone in one form and an audit entry', async () => {
  const club = openClub()
  const team = await club.team()
  const player = await club.change((change) => addPlayer(change, team, dan), 42)
  expect(player).toMatchObject({
    id: 'P1',
    name: 'Dan Okafor',
    phone: '+447700900123',
    position: 'midfielder',
    status: 'pending',
    telegramUser: null,
  })
  expect((await club.audit('T1')).at(-1)).toMatchObject({
    what: 'player-added',
    subject: 'P1',
    before: null,
    who: { userId: 42 },
  })
})

test('a phone is unique in a team, however it is written, and free in another team', async () => {
  const club = openClub()
  const [first, second] = [await club.team(1), await club.team(2)]
  await club.change((change) => addPlayer(change, first, dan))
  await expect(
    club.change((change) => addPlayer(change, first, { ...dan, name: 'Other', phone: '+447700900123' })),
  ).rejects.toMatchObject({ code: 'phone-taken', message: 'That number already belongs to P1.' })
  await club.change((change) => addPlayer(change, second, { ...dan, name: 'Daniel' }))
  expect((await club.read((transaction) => listPlayers(transaction, first))).map(({ name }) => name)).toEqual([
    'Dan Okafor',
  ])
  expect((await club.read((transaction) => listPlayers(transaction, second))).map(({ name }) => name)).toEqual([
    'Daniel',
  ])
})

test('identifiers are given once, also to writers at the same time and after what they named is gone', async () => {
  const club = openClub()
  const team = await club.team()
  const added = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      club.change((change) =>
        addPlayer(change, team, { ...dan, phone: `0770090010${index}`, name: `Player ${index} of ten` }),
      ),
    ),
  )
  expect(new Set(added.map(({ id }) => id)).size).toBe(10)
  await club.store.transaction(async (transaction) => transaction.delete('teams/T1/players', 'P10'))
  const next = await club.change((change) => addPlayer(change, team, { ...dan, phone: '07700 900999' }))
  expect(next.id).toBe('P11')
})

test.each([
  [{ name: '' }, 'bad-name'],
  [{ name: '12' }, 'bad-name'],
  [{ name: '\u202e\u200b' }, 'bad-name'],
  [{ name: 'x'.repeat(61) }, 'bad-name'],
  [{ phone: '12345' }, 'bad-phone'],
  [{ position: 'quarterback' }, 'bad-position'],
])('%j is refused with %s and changes nothing', async (wrong, code) => {
  const club = openClub()
  const team = await club.team()
  const before = await club.audit('T1')
  await expect(club.change((change) => addPlayer(change, team, { ...dan, ...wrong }))).rejects.toMatchObject({ code })
  expect(await club.audit('T1')).toEqual(before)
  expect(await club.store.list('teams/T1/players')).toEqual([])
})

test('a person who shares their own number becomes the player in every team that has added it', async () => {
  const club = openClub()
  const [first, second] = [await club.team(1), await club.team(2)]
  await club.change((change) => addPlayer(change, first, dan))
  await club.change((change) => addPlayer(change, second, dan))
  const contact = { phone: '447700900123', userId: 7 }
  const linked = await club.change((change) => linkPerson(change, contact), 7)
  expect(
    linked.map(({ team, player, newly }) => [team.id, player.id, player.status, player.telegramUser, newly]),
  ).toEqual([
    ['T1', 'P1', 'active', 7, true],
    ['T2', 'P1', 'active', 7, true],
  ])
  expect((await club.change((change) => linkPerson(change, contact), 7)).map(({ newly }) => newly)).toEqual([
    false,
    false,
  ])
  expect((await club.audit('T2')).at(-1)).toMatchObject({ what: 'player-linked', after: { telegramUser: 7 } })
})

test('nobody becomes a player by another’s contact, an unknown number, or twice', async () => {
  const club = openClub()
  const team = await club.team()
  await club.change((change) => addPlayer(change, team, dan))
  await club.change((change) => addPlayer(change, team, { ...dan, name: 'Ade', phone: '07700 900456' }))
  const link = (phone: string, userId: number | undefined, actor: number) =>
    club.change((change) => linkPerson(change, { phone, userId }), actor)
  await expect(link('+447700900123', 8, 7)).rejects.toMatchObject({ code: 'not-own-contact' })
  await expect(link('+447700900123', undefined, 7)).rejects.toMatchObject({ code: 'not-own-contact' })
  await expect(link('+447700900999', 7, 7)).rejects.toMatchObject({ code: 'phone-unknown' })
  await link('+447700900123', 7, 7)
  await expect(link('+447700900123', 8, 8)).rejects.toMatchObject({ code: 'already-linked' })
  await expect(link('+447700900456', 7, 7)).rejects.toMatchObject({ code: 'already-linked' })
})
