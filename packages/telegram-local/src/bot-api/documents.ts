import type { Message } from '@grammyjs/types'
import { z } from 'zod'
import { writableChat } from '../exchange/access.ts'
import { postAsBot } from '../exchange/world.ts'
import { findDocument, insertDocument, type StoredDocument } from '../state/documents.ts'
import { badRequest } from './failure.ts'
import { formatted } from './formatted.ts'
import { type Call, method, type UploadedFile } from './method.ts'
import { chatId, entities, markup, text } from './parameters.ts'
import { answered, inline, keyboard, replyParameters } from './send.ts'

/** The most characters of a caption. */
const longestCaption = 1024

export const sendDocument = method('sendDocument')(
  z.object({
    chat_id: chatId(),
    document: z
      .unknown()
      .optional()
      .transform((value) => value as UploadedFile | string | undefined),
    caption: text(),
    parse_mode: text(),
    caption_entities: entities(),
    reply_markup: markup(),
    reply_parameters: replyParameters(),
  }),
  (call, { chat_id, document, caption = '', parse_mode, caption_entities, reply_markup, reply_parameters }) => {
    const { world, bot } = call
    const { text: words, entities: marks } = formatted(caption, parse_mode, caption_entities)
    if ([...words].length > longestCaption) throw badRequest('message caption is too long')
    const chat = writableChat(world, bot, chat_id)
    const reply = answered(call, chat, reply_parameters ?? {})
    const file = keptDocument(call, document)
    const content = {
      ...reply,
      document: { ...fileIds(file), file_name: file.name, mime_type: file.type },
      ...(words === '' ? {} : { caption: words }),
      ...(words === '' || marks === undefined ? {} : { caption_entities: marks }),
      ...inline(reply_markup),
    }
    return postAsBot(world, bot, chat, content, keyboard(reply_markup)).message as Message.DocumentMessage
  },
)

export const getFile = method('getFile')(z.object({ file_id: text() }), ({ world, bot }, { file_id = '' }) => {
  const file = findDocument(world.database, bot, file_id)
  if (file === undefined) throw badRequest('invalid file_id')
  return { ...fileIds(file), file_path: `documents/${file.id}` }
})

/** The file that was sent along under its own name or as `attach://<name>`, or one that was sent before. */
function keptDocument({ world, bot, files }: Call, given: UploadedFile | string | undefined): StoredDocument {
  const reference = typeof given === 'string' ? given : ''
  const part = /^attach:\/\/(.+)$/.exec(reference)?.[1] ?? 'document'
  const uploaded = files.get(part)
  if (uploaded !== undefined) {
    if (uploaded.content.length === 0) throw badRequest('file must be non-empty')
    return insertDocument(world.database, bot, uploaded)
  }
  if (reference === '' || reference.startsWith('attach:')) throw badRequest('there is no document in the request')
  const known = findDocument(world.database, bot, reference)
  if (known === undefined) throw badRequest('wrong remote file identifier specified')
  return known
}

function fileIds({ id, content }: StoredDocument) {
  return { file_id: id, file_unique_id: id.slice(0, 15), file_size: content.length }
}
