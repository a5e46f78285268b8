import { firestore, model, settings, telegram } from '@kickai/checks'
import type { Config, LocalPlace } from 'kickai'

/** Who may set up a team on the embedded Telegram: the people called "coach" and "ada" there. */
const localAdmins = '7659767532,5540039401'

/** Runs of CI share one (docs/stores.md); one in Firestore may be asked by a service account of its own. */
const sharedJournal = process.env.KICKAI_JOURNAL_ACCOUNT
  ? { store: 'env:KICKAI_JOURNAL', account: 'env:KICKAI_JOURNAL_ACCOUNT' }
  : 'env:KICKAI_JOURNAL'

/** What the embedded Telegram said of the bot of an environment when it was ready. */
const localBot = ({ environment, companions }: LocalPlace) => companions.telegram?.bots[environment]

export default {
  name: 'kickai',
  // On a machine of its own a file does.
  ...(process.env.KICKAI_JOURNAL ? { journal: sharedJournal } : {}),
  bundle: { build: 'node apps/bot/build.ts', directory: 'apps/bot/dist/bundle', exclude: ['**/*.map'] },
  services: {
    bot: { start: 'node bot.mjs', health: '/health', smoke: [{ path: '/livez' }] },
  },
  preflight: { bot: [settings, telegram, firestore, model] },
  // In the order of promotion. How to give one a place on Railway: README.md, "On to real Railway".
  environments: {
    testing: { settings: { bot: settingsOf('testing', 'DEBUG') } },
    staging: { settings: { bot: settingsOf('staging', 'INFO') } },
    production: { settings: { bot: settingsOf('production', 'INFO') } },
  },
  local: {
    companions: {
      telegram: {
        command: [
          ...['node', 'packages/telegram-local/src/main.ts', '--directory', '.kickai/telegram'],
          ...['testing', 'staging', 'production', 'rehearsal'].flatMap((environment) => ['--bot', environment]),
        ],
        label: 'Chat with the bots',
      },
    },
    settings: (local) => ({
      bot: {
        ENVIRONMENT: local.environment,
        TELEGRAM_BOT_TOKEN: { secret: 'local:telegram' },
        KICKAI_PROBE_TOKEN: { secret: 'local:probe' },
        KICKAI_TELEGRAM_API: local.companions.telegram?.url ?? '',
        KICKAI_ADMIN_IDS: localAdmins,
        KICKAI_STORE: `sqlite:${local.data}/club.sqlite`,
        LOG_LEVEL: 'INFO',
      },
    }),
    secrets: (local) => ({ telegram: localBot(local)?.token ?? '', probe: local.probeToken }),
  },
} satisfies Config

/** Every environment has a bot and data of its own. */
function settingsOf(environment: string, level: 'DEBUG' | 'INFO') {
  return {
    ENVIRONMENT: environment,
    TELEGRAM_BOT_TOKEN: { secret: `env:TELEGRAM_BOT_TOKEN_${environment.toUpperCase()}` },
    KICKAI_PROBE_TOKEN: { secret: `env:KICKAI_PROBE_TOKEN_${environment.toUpperCase()}` },
    KICKAI_STORE: 'sqlite:/data/club.sqlite',
    LOG_LEVEL: level,
  }
}
