import { createHmac, randomBytes } from 'node:crypto'
import type { Store } from '@kickai/store'
import type { Variables } from '../ports/platform.ts'

/**
 * Tells whether settings are the same without holding their values: HMAC-SHA256 over sorted names and values, under a
 * random key that lies beside the journal. Sixteen hexadecimal digits are kept.
 */
export interface Fingerprints {
  of(variables: Variables): string
  ofOne(name: string, value: string): string
}

export async function openFingerprints(store: Store): Promise<Fingerprints> {
  const key = await store.transaction(async (transaction) => {
    const stored = await transaction.get('keys', 'fingerprint')
    if (typeof stored?.key === 'string') return stored.key
    const made = randomBytes(32).toString('hex')
    transaction.set('keys', 'fingerprint', { key: made })
    return made
  })
  return fingerprintsBy(key)
}

/** By a key of their own, which nobody keeps: for comparing within one process where there is no journal. */
export function passingFingerprints(): Fingerprints {
  return fingerprintsBy(randomBytes(32).toString('hex'))
}

function fingerprintsBy(key: string): Fingerprints {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('hex').slice(0, 16)
  return {
    of: (variables) =>
      sign(JSON.stringify([...variables].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)))),
    ofOne: (name, value) => sign(JSON.stringify([name, value])),
  }
}
