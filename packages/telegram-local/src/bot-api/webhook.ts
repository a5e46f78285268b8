import { z } from 'zod'
import { allowedUpdates, countUpdates, keepNewestUpdates, setAllowedUpdates } from '../state/updates.ts'
import { readWebhook, type Webhook, writeWebhook } from '../state/webhooks.ts'
import { badRequest, conflict } from './failure.ts'
import { type Call, method } from './method.ts'
import { boolean, integer, nothing, text } from './parameters.ts'
import { updateKinds } from './updates.ts'

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]'])

export const setWebhook = method('setWebhook')(
  z.object({
    url: text(),
    secret_token: text(),
    max_connections: integer(),
    allowed_updates: updateKinds(),
    drop_pending_updates: boolean(),
  }),
  (call, { url = '', secret_token: secretToken, max_connections: maxConnections = 40, ...rest }) => {
    if (url === '') return removeWebhook(call, rest.drop_pending_updates)
    checkUrl(url)
    if (secretToken !== undefined) checkSecret(secretToken)
    const { world, bot } = call
    if (rest.allowed_updates !== undefined) setAllowedUpdates(world.database, bot, rest.allowed_updates)
    if (rest.drop_pending_updates) keepNewestUpdates(world.database, bot, 0)
    const before = readWebhook(world.database, bot)
    const webhook = { url, maxConnections, ...(secretToken ? { secretToken } : {}) }
    if (before !== undefined && isSame(before, webhook) && !rest.drop_pending_updates) {
      call.describe('Webhook is already set')
      return true
    }
    writeWebhook(world.database, bot, webhook)
    world.polls.end(bot, conflict('terminated by setWebhook request'))
    world.database.afterCommit(() => world.webhooks.restart(bot))
    call.describe('Webhook was set')
    return true
  },
)

export const deleteWebhook = method('deleteWebhook')(z.object({ drop_pending_updates: boolean() }), (call, given) =>
  removeWebhook(call, given.drop_pending_updates),
)

export const getWebhookInfo = method('getWebhookInfo')(nothing, ({ world: { database }, bot }) => {
  const webhook = readWebhook(database, bot)
  const allowed = allowedUpdates(database, bot)
  return {
    url: webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: countUpdates(database, bot),
    ...(webhook === undefined ? {} : { max_connections: webhook.maxConnections, ip_address: '127.0.0.1' }),
    ...(webhook?.lastErrorDate === undefined ? {} : { last_error_date: webhook.lastErrorDate }),
    ...(webhook?.lastErrorMessage === undefined ? {} : { last_error_message: webhook.lastErrorMessage }),
    ...(allowed === undefined ? {} : { allowed_updates: allowed }),
  }
})

function removeWebhook({ world, bot, describe }: Call, dropPending: boolean | undefined): true {
  const wasSet = readWebhook(world.database, bot) !== undefined
  if (dropPending) keepNewestUpdates(world.database, bot, 0)
  writeWebhook(world.database, bot, undefined)
  world.database.afterCommit(() => world.webhooks.restart(bot))
  describe(wasSet ? 'Webhook was deleted' : 'Webhook is already deleted')
  return true
}

/** Updates carry what people wrote, so they go to this machine only: http or https, any port. */
function checkUrl(given: string): void {
  if (!URL.canParse(given)) throw badRequest('invalid webhook URL specified')
  const { protocol, hostname, username, password } = new URL(given)
  if (username !== '' || password !== '') throw badRequest('invalid webhook URL specified')
  const isLocal = loopbackHosts.has(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLocal)) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  }
  if (!isLocal) throw badRequest('bad webhook: the embedded server sends to this machine only')
}

function checkSecret(secret: string): void {
  if (secret.length > 256) throw badRequest('secret token is too long')
  if (!/^[A-Za-z0-9_-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters')
}

function isSame(before: Webhook, { url, secretToken, maxConnections }: Webhook): boolean {
  return before.url === url && before.secretToken === secretToken && before.maxConnections === maxConnections
}
