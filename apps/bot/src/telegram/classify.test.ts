import type { Message, Update } from '@grammyjs/types'
import { expect, test } from 'vitest'
import { classify } from './classify.ts'

const person = { id: 7, is_bot: false, first_name: 'Dan' }
const group = { id: -5, type: 'group', title: 'Players' }
const privately = { id: 7, type: 'private', first_name: 'Dan' }

function update(message: object): Update {
  return {
    update_id: 1,
    message: { message_id: 1, date: 0, from: person, chat: group, ...message } as Message & Update.NonChannel,
  }
}

const kind = (message: object) => classify(update(message), 'Oakhill_Bot')

test.each([
  ['/ping', { word: 'ping', addressed: false, rest: '' }],
  ['/PING@oakhill_bot', { word: 'ping', addressed: true, rest: '' }],
  ['/addplayer  Dan Okafor\n07700 900123 ', { word: 'addplayer', addressed: false, rest: 'Dan Okafor\n07700 900123' }],
])('%j is a command', (text, command) => {
  expect(kind({ text })).toMatchObject({ kind: 'command', command })
})

test.each(['/ping@other_bot', 'ping', ' /ping', '/', '/ping!', 'see /ping', '/ünï'])(
  '%j in a group is none of ours',
  (text) => {
    expect(kind({ text })).toMatchObject({ kind: 'ignored' })
  },
)

test('words in private are for us, and a contact there is one', () => {
  expect(kind({ chat: privately, text: 'hello' })).toMatchObject({ kind: 'words' })
  const contact = { phone_number: '1', first_name: 'Dan', user_id: 7 }
  expect(kind({ chat: privately, contact })).toMatchObject({ kind: 'contact', contact })
  expect(kind({ contact })).toMatchObject({ kind: 'ignored' })
})

test('a chat that speaks, and words of somebody else, are nobody’s command', () => {
  const anonymousAdmin = { id: 1_087_968_824, is_bot: true, first_name: 'Group' }
  expect(kind({ text: '/setup main', from: anonymousAdmin, sender_chat: group })).toMatchObject({ why: 'anonymous' })
  const channelPost = { id: 777_000, is_bot: false, first_name: 'Telegram' }
  expect(kind({ text: '/newmatch', from: channelPost, sender_chat: { id: -9, type: 'channel' } })).toMatchObject({
    why: 'anonymous',
  })
  expect(kind({ text: '/setup main', forward_origin: { type: 'user' } })).toMatchObject({ why: 'forwarded' })
  expect(kind({ text: '/setup main', via_bot: { id: 3, is_bot: true } })).toMatchObject({ why: 'forwarded' })
  expect(kind({ text: '/setup main', from: { id: 3, is_bot: true, first_name: 'Bot' } })).toMatchObject({
    kind: 'ignored',
  })
})

test('both messages of a group that becomes a supergroup say so', () => {
  expect(kind({ migrate_to_chat_id: -100 })).toEqual({ kind: 'migration', from: -5, to: -100 })
  expect(kind({ migrate_from_chat_id: -4 })).toEqual({ kind: 'migration', from: -4, to: -5 })
  expect(classify({ update_id: 2 } as Update, 'x')).toMatchObject({ kind: 'ignored' })
})
