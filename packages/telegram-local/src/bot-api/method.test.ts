import { expect, test } from 'vitest'
import { z } from 'zod'
import { method } from './method.ts'
import { integer, nothing, text } from './parameters.ts'

// What counts here is that it compiles: each expected error is one that the compiler must find.

test('a method that Telegram does not have, or does not have so, does not compile', () => {
  // @ts-expect-error no such method
  method('sendMoon')
  // @ts-expect-error a parameter of another name
  method('getFile')(z.object({ file: text() }), () => ({ file_id: '', file_unique_id: '' }))
  // @ts-expect-error a parameter that clients send as text
  method('getFile')(z.object({ file_id: integer() }), () => ({ file_id: '', file_unique_id: '' }))
  // @ts-expect-error a result that lacks its fields
  method('getFile')(z.object({ file_id: text() }), () => ({ file_id: '' }))
  // @ts-expect-error a result of another type
  method('getChatMemberCount')(nothing, () => '2')
  expect(method('getFile')(z.object({ file_id: text() }), () => ({ file_id: '', file_unique_id: '' }))).toBeDefined()
})
