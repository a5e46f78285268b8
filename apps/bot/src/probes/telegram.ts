import type { Probe, ProbeAnswer } from '@kickai/health'
import { type Connection, refusal } from '../telegram/connection.ts'
import type { UpdateRecord } from '../telegram/update-record.ts'

const second = 1000
/** A poll waits 25 s at most; with none answered for so long, messages of the club lie waiting. */
const longestSilenceMs = 120 * second
/** Telegram answers a wrong token with one of these. */
const refusedToken = [401, 404]

/** Asks who the bot is, and looks whether updates are being fetched by this process, where it is its turn. */
export function telegramProbe(connection: Pick<Connection, 'profile'>, updates: UpdateRecord): Probe {
  return {
    name: 'telegram',
    intervalMilliseconds: 30 * second,
    limitMilliseconds: 5 * second,
    failedStatus: 'disconnected',
    failedVerdict: 'degraded',
    async check(signal) {
      try {
        await connection.profile(signal)
      } catch (error) {
        const code = refusal(error)?.error_code
        // Without a token that Telegram takes the process can never work, which is worse than a Telegram that is away.
        if (code === undefined || !refusedToken.includes(code)) throw error
        return { status: 'refused', verdict: 'unhealthy', reason: 'Telegram does not take TELEGRAM_BOT_TOKEN.' }
      }
      return fetching(updates, Date.now())
    },
  }
}

/** A club that is quiet for a week is well; a bot that fetches nothing is not. */
function fetching({ since, polledAt, updateAt }: UpdateRecord, now: number): ProbeAnswer {
  const detail = updateAt === undefined ? {} : { lastUpdateAt: new Date(updateAt).toISOString() }
  const heardAt = Math.max(since ?? now, polledAt ?? 0)
  if (now - heardAt <= longestSilenceMs) return { status: 'connected', verdict: 'good', detail }
  const reason = `Updates have not been fetched for ${Math.round((now - heardAt) / second)} s.`
  return { status: 'not-fetching', verdict: 'degraded', reason, detail }
}
