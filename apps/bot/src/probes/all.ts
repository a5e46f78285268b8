import type { CallRecord, Probe } from '@kickai/health'
import type { Settings } from '@kickai/settings'
import type { Store } from '@kickai/store'
import type { Connection } from '../telegram/connection.ts'
import type { UpdateRecord } from '../telegram/update-record.ts'
import { modelProbe } from './model.ts'
import { storeProbe } from './store.ts'
import { telegramProbe } from './telegram.ts'

/** The dependencies of the club service, as the health page names them: `firebase`, `ai`, `telegram`. */
export function dependencyProbes(of: {
  readonly store: Store
  readonly connection: Pick<Connection, 'profile'>
  readonly settings: Pick<Settings, 'store' | 'model'>
  readonly updates: UpdateRecord
  readonly modelCalls: CallRecord
}): Probe[] {
  const { store, connection, settings, updates, modelCalls } = of
  return [
    storeProbe(store, settings.store.kind),
    modelProbe(settings.model, modelCalls),
    telegramProbe(connection, updates),
  ]
}
