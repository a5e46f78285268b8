import { expect, test } from 'vitest'
import { openClub } from '../../fixtures/club.ts'
import { setUpChat } from './set-up.ts'
import { findChat, migrateChat } from './teams.ts'

const request = { chat: -1, chatTitle: 'Oakhill players', role: 'main', team: '', move: false } as const

test('a group becomes a team’s main chat, named after the group or as asked, and the second group joins it', async () => {
  const club = openClub()
  const made = await club.change((change) => setUpChat(change, request))
  expect(made).toMatchObject({
    outcome: 'team-created',
    team: { id: 'T1', name: 'Oakhill players', mainChat: -1, timeZone: 'Europe/London' },
  })
  const joined = await club.change((change) => setUpChat(change, { ...request, chat: -2, role: 'leadership' }))
  expect(joined).toMatchObject({ outcome: 'chat-set', team: { id: 'T1', mainChat: -1, leadershipChat: -2 } })
  const second = await club.change((change) => setUpChat(change, { ...request, chat: -3, team: 'Oakhill Reserves' }))
  expect(second.team).toMatchObject({ id: 'T2', name: 'Oakhill Reserves' })
  expect((await club.read((transaction) => findChat(transaction, -2)))?.team.id).toBe('T1')
  expect(await club.audit('T1')).toMatchObject([
    { what: 'chat-set-up', after: -1, who: { userId: 1 } },
    { what: 'team-created', before: null, after: { name: 'Oakhill players' } },
    { what: 'chat-set-up', subject: 'leadership', before: null, after: -2 },
  ])
})

test('the same set-up again changes nothing', async () => {
  const club = openClub()
  await club.change((change) => setUpChat(change, request))
  expect(await club.change((change) => setUpChat(change, request))).toMatchObject({ outcome: 'nothing-changed' })
  expect(await club.store.list('teams')).toHaveLength(1)
})

test('a group has one role in one team, and a team gives up a chat only when told to', async () => {
  const club = openClub()
  await club.team(1)
  await club.team(2)
  const refused = (more: object) => club.change((change) => setUpChat(change, { ...request, ...more }))
  await expect(refused({ chat: -1001, role: 'leadership' })).rejects.toMatchObject({ code: 'chat-taken' })
  await expect(refused({ chat: -1001, team: 'T2' })).rejects.toMatchObject({ code: 'chat-taken' })
  await expect(refused({ chat: -9, team: 'T1' })).rejects.toMatchObject({
    code: 'chat-taken',
    wayOut: 'To use this group instead, send /setup main T1 move.',
  })
  await expect(refused({ chat: -9, team: 'T7' })).rejects.toMatchObject({ code: 'which-team' })
  const moved = await club.change((change) => setUpChat(change, { ...request, chat: -9, team: 't1', move: true }))
  expect(moved.team.mainChat).toBe(-9)
  expect(await club.read((transaction) => findChat(transaction, -1001))).toBeUndefined()
})

test('with two teams that wait for the chat, it is asked which', async () => {
  const club = openClub()
  await club.change((change) => setUpChat(change, { ...request, chat: -1, team: 'First' }))
  await club.change((change) => setUpChat(change, { ...request, chat: -2, team: 'Second' }))
  await expect(
    club.change((change) => setUpChat(change, { ...request, chat: -3, role: 'leadership' })),
  ).rejects.toMatchObject({
    code: 'which-team',
    message: 'More than one team has no leadership chat: T1 First, T2 Second.',
  })
})

test('a group that becomes a supergroup keeps its team, however often that is told', async () => {
  const club = openClub()
  await club.team(1)
  expect(await club.change((change) => migrateChat(change, -2001, -100_2001))).toBe(true)
  expect(await club.change((change) => migrateChat(change, -2001, -100_2001))).toBe(false)
  expect(await club.read((transaction) => findChat(transaction, -100_2001))).toMatchObject({
    role: 'leadership',
    team: { id: 'T1', leadershipChat: -100_2001, mainChat: -1001 },
  })
  expect(await club.read((transaction) => findChat(transaction, -2001))).toBeUndefined()
})
