import type { Probe } from '@kickai/health'
import type { Store } from '@kickai/store'
import { type Connection, refusal } from './telegram/connection.ts'

const seconds = 1000

/** The dependencies of the club service, as the health page names them. */
export function dependencyProbes(store: Store, connection: Pick<Connection, 'profile'>): Probe[] {
  return [storeProbe(store), modelProbe, telegramProbe(connection)]
}

/** Named after the database of the environments on Railway; here it tells of the store that is used. */
function storeProbe(store: Store): Probe {
  return {
    name: 'firebase',
    intervalMilliseconds: 10 * seconds,
    limitMilliseconds: 5 * seconds,
    failedStatus: 'disconnected',
    failedVerdict: 'unhealthy',
    async check() {
      await store.get('teams', 'T1')
      return { status: 'connected', verdict: 'good', detail: { store: 'sqlite' } }
    },
  }
}

/** The rules need nobody, so there is nothing to ask. */
const modelProbe: Probe = {
  name: 'ai',
  intervalMilliseconds: 60 * seconds,
  limitMilliseconds: seconds,
  failedStatus: 'unavailable',
  failedVerdict: 'degraded',
  check: async () => ({ status: 'operational', verdict: 'good', detail: { provider: 'rules' } }),
}

/** Telegram answers a wrong token with one of these. */
const refusedToken = [401, 404]

function telegramProbe(connection: Pick<Connection, 'profile'>): Probe {
  return {
    name: 'telegram',
    intervalMilliseconds: 30 * seconds,
    limitMilliseconds: 5 * seconds,
    failedStatus: 'disconnected',
    failedVerdict: 'degraded',
    async check(signal) {
      try {
        await connection.profile(signal)
        return { status: 'connected', verdict: 'good' }
      } catch (error) {
        const code = refusal(error)?.error_code
        // Without a token that Telegram takes the process can never work, which is worse than a Telegram that is away.
        if (code === undefined || !refusedToken.includes(code)) throw error
        return { status: 'refused', verdict: 'unhealthy', reason: 'Telegram does not take TELEGRAM_BOT_TOKEN.' }
      }
    },
  }
}
