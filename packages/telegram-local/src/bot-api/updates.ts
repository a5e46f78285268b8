import { z } from 'zod'
import { isUpdateKind, type UpdateKind } from '../state/update-kinds.ts'
import { setAllowedUpdates } from '../state/updates.ts'
import { readWebhook } from '../state/webhooks.ts'
import { conflict } from './failure.ts'
import { method } from './method.ts'
import { integer, structure } from './parameters.ts'

/** The longest a poll waits, in seconds. */
const longestTimeout = 50

const webhookIsActive =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

/** The kinds of updates, as a list or as text of a list; unknown names are dropped, as on Telegram. */
export function updateKinds() {
  return structure(
    z
      .array(z.string())
      .transform((names): readonly UpdateKind[] => names.filter(isUpdateKind))
      .optional(),
  )
}

export const getUpdates = method('getUpdates')(
  z.object({ offset: integer(), limit: integer(), timeout: integer(), allowed_updates: updateKinds() }),
  ({ world, bot, signal }, { offset = 0, limit = 100, timeout = 0, allowed_updates: allowed }) => {
    if (readWebhook(world.database, bot) !== undefined) throw conflict(webhookIsActive)
    if (allowed !== undefined) setAllowedUpdates(world.database, bot, allowed)
    const request = { offset, limit: clamp(limit, 1, 100), timeout: clamp(timeout, 0, longestTimeout) }
    return world.polls.poll(bot, request, signal)
  },
)

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest)
}
