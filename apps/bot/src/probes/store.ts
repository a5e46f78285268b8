import type { Probe } from '@kickai/health'
import type { StoreLocation } from '@kickai/settings'
import type { Store } from '@kickai/store'

const second = 1000

/**
 * One document is read, which need not be there: the cheapest question that goes all the way, over the connections that
 * the store holds open anyway. Named after the database of the environments on Railway; it tells of whichever is used.
 */
export function storeProbe(store: Pick<Store, 'get'>, kind: StoreLocation['kind']): Probe {
  return {
    name: 'firebase',
    intervalMilliseconds: 10 * second,
    limitMilliseconds: 5 * second,
    failedStatus: 'disconnected',
    failedVerdict: 'unhealthy',
    async check() {
      await store.get('teams', 'T1')
      return { status: 'connected', verdict: 'good', detail: { store: kind } }
    },
  }
}
