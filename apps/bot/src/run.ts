import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { ownSettingsFingerprint } from '@kickai/bundle'
import { callRecord, endProperly, type HealthServer, startProbes } from '@kickai/health'
import { type ReadSettings, readSettings, type Settings, SettingsError } from '@kickai/settings'
import { openFirestoreStore, openSqliteStore, type Store } from '@kickai/store'
import { ownIdentity } from './identity.ts'
import { createLogger, type Logger } from './logging.ts'
import { dependencyProbes } from './probes/all.ts'
import { botCollections } from './telegram/collections.ts'
import { connect } from './telegram/connection.ts'
import { startBotService, usualLimits } from './telegram/service.ts'
import { updateRecord } from './telegram/update-record.ts'
import { version } from './version.ts'

/** Exit code for settings or a port that cannot be used. */
const usageCode = 2
const pollSeconds = 25
/** How long connections that stay open are still answered when the process ends. */
const lingerMilliseconds = 200

/** Starts everything behind the health server. Ends the process with 2, and says why, where it cannot start. */
export async function run(health: HealthServer, listening: Promise<number>): Promise<void> {
  const { settings, warnings } = usableSettings()
  const log = createLogger({
    level: settings.logLevel,
    secrets: secretsOf(settings),
    base: { environment: settings.environment, deployment: process.env.RAILWAY_DEPLOYMENT_ID },
  })
  for (const { code, name, message, wayOut } of warnings) log.warn({ code, name, wayOut }, message)
  health.confide(
    { settings: ownSettingsFingerprint(process.env) },
    (candidate) => settings.probeToken?.matches(candidate) ?? false,
  )
  if (settings.adminIds.length === 0) log.warn({ name: 'KICKAI_ADMIN_IDS', wayOut: noAdminsWayOut }, 'no admins')
  const port = await listening.catch((error: unknown) => refuse(log, error))
  log.info({ port, milliseconds: Math.round(performance.now()) }, 'listening')

  // What has been started, so that it can be ended in the opposite order, however far the start has come.
  const endings: (() => Promise<void>)[] = [() => health.close({ lingerMilliseconds, limitMilliseconds: 2000 })]
  endProperly({
    limitMilliseconds: drainingMilliseconds(process.env.RAILWAY_DEPLOYMENT_DRAINING_SECONDS),
    failed: (cause) => log.error({ err: cause }, 'not ended properly'),
    async work(signal) {
      health.enter('draining')
      log.info({ signal }, 'draining')
      for (const end of endings.reverse()) await end()
      log.info('stopped')
    },
  })

  const identity = await ownIdentity(import.meta.dirname).catch((error: unknown) => refuse(log, error))
  const deployment = process.env.RAILWAY_DEPLOYMENT_ID
  const service = { environment: settings.environment, version, deployment, ...identity }
  health.describe(service)

  const store = await openStore(settings).catch((error: unknown) => refuse(log, error))
  endings.push(() => store.close())
  const { token, api } = settings.telegram
  const connection = connect({ token: token.reveal(), api, pollSeconds, sendLimitMilliseconds: usualLimits.send })
  const updates = updateRecord()
  // Whatever calls the model does it through this. Nothing does yet, so `/health` tells of no call.
  const modelCalls = callRecord()
  const probes = startProbes(dependencyProbes({ store, connection, settings, updates, modelCalls }))
  endings.push(async () => probes.stop())
  health.watch(probes)
  await probes.firstRound
  if (health.phase() === 'draining') return

  const bot = startBotService({
    store,
    collections: botCollections(botId(settings)),
    connection,
    service,
    adminIds: settings.adminIds,
    log,
    holder: `${deployment ?? 'local'}:${process.pid}:${randomUUID()}`,
    limits: usualLimits,
    updates,
    phaseChanged(phase) {
      if (health.phase() !== 'draining') health.enter(phase)
      log.info({ phase, milliseconds: Math.round(performance.now()) }, 'phase')
    },
  })
  endings.push(() => bot.stop())
}

const noAdminsWayOut = 'Send /start to the bot to learn your id, and put it into KICKAI_ADMIN_IDS.'

/** The settings, or the end of the process after every problem has been told. No line holds a value. */
function usableSettings(): ReadSettings {
  try {
    return readSettings(process.env)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    const log = createLogger({ level: 'ERROR', secrets: [], base: {} })
    for (const { code, name, message, wayOut } of error.problems) log.fatal({ code, name, wayOut }, message)
    process.exit(usageCode)
  }
}

function secretsOf({ telegram, probeToken, model, serviceAccount }: Settings): string[] {
  const key = model.provider === 'google_gemini' ? model.key : undefined
  return [telegram.token, probeToken, key, serviceAccount?.privateKey].flatMap((secret) =>
    secret === undefined ? [] : [secret.reveal()],
  )
}

async function openStore({ store, serviceAccount }: Settings): Promise<Store> {
  if (store.kind === 'sqlite') {
    mkdirSync(dirname(store.path), { recursive: true })
    return openSqliteStore({ path: store.path })
  }
  const { projectId, prefix } = store
  return await openFirestoreStore({
    projectId,
    ...(prefix !== undefined && { prefix }),
    ...(serviceAccount && { account: serviceAccount }),
  })
}

function refuse(log: Logger, error: unknown): never {
  log.fatal({ err: error, ...wayOutOf(error) }, error instanceof Error ? error.message : 'cannot start')
  process.exit(usageCode)
}

function wayOutOf(error: unknown): { code?: unknown; wayOut?: unknown } {
  return error instanceof Error && 'wayOut' in error && 'code' in error
    ? { code: error.code, wayOut: error.wayOut }
    : {}
}

/** A bot's token begins with the bot's id. */
function botId({ telegram }: Settings): string {
  return telegram.token.reveal().split(':')[0] ?? ''
}

const usualDrainingMilliseconds = 8000
/** Left over before the platform's own limit, so that the process ends by itself. */
const reserveMilliseconds = 500

function drainingMilliseconds(given: string | undefined): number {
  const seconds = Number(given)
  if (given === undefined || !Number.isFinite(seconds) || seconds <= 0) return usualDrainingMilliseconds
  return Math.max(reserveMilliseconds, seconds * 1000 - reserveMilliseconds)
}
