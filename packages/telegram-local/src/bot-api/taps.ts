import { z } from 'zod'
import { changed } from '../exchange/world.ts'
import { answerQuery } from '../state/queries.ts'
import { badRequest } from './failure.ts'
import { method } from './method.ts'
import { boolean, text } from './parameters.ts'

export const answerCallbackQuery = method('answerCallbackQuery')(
  z.object({ callback_query_id: text(), text: text(), show_alert: boolean(), url: text() }),
  ({ world, bot }, { callback_query_id: id = '', text: words, show_alert: showAlert = false, url }) => {
    if (words !== undefined && [...words].length > 200) throw badRequest('MESSAGE_TOO_LONG')
    const answer = { ...(words ? { text: words } : {}), showAlert, ...(url ? { url } : {}) }
    if (!answerQuery(world.database, bot, id, answer, world.tapLifetimeSeconds)) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    changed(world, bot)
    return true
  },
)
