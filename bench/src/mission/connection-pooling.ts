import { Firestore } from '@google-cloud/firestore'
import { median } from '../median.ts'
import { timed } from './builds.ts'
import { fasterBy, type Row, rowOf, seconds } from './row.ts'
import { startEmulator } from './testing/emulator.ts'

/** As many documents as a start reads. */
const reads = 20
const repetitions = 5
const line = 'Database connection pooling'
const wanted = { is: 'at least', value: 0.2 } as const

/** A start's reads over one client that keeps its channels, and over a client and a channel of its own for each read. */
export async function measurePooling(progress: (line: string) => void): Promise<{ row: Row; figures: object }> {
  const emulator = await startEmulator()
  if ('missing' in emulator)
    return {
      row: rowOf(line, 'share', wanted, undefined, `it ${emulator.missing}`),
      figures: { missing: emulator.missing },
    }
  try {
    const pooled: number[] = []
    const fresh: number[] = []
    for (let turn = 0; turn < repetitions; turn += 1) {
      progress(`${reads} reads over pooled and over fresh channels, ${turn + 1} of ${repetitions}`)
      pooled.push(await timed(() => readPooled(emulator.host)))
      fresh.push(await timed(() => readFresh(emulator.host)))
    }
    const figures = { reads, pooledSeconds: median(pooled), freshSeconds: median(fresh) }
    const how = `${reads} reads of Firestore at the start take ${seconds(median(pooled))} over one client's channels and ${seconds(median(fresh))} with a fresh channel each; the emulator on this machine, without the TLS handshakes that a fresh channel costs besides.`
    return { row: rowOf(line, 'share', wanted, fasterBy(median(fresh), median(pooled)), how), figures }
  } finally {
    await emulator.stop()
  }
}

async function readPooled(host: string): Promise<void> {
  const client = open(host)
  for (let read = 0; read < reads; read += 1) await client.doc(`bench/${read}`).get()
  await client.terminate()
}

async function readFresh(host: string): Promise<void> {
  for (let read = 0; read < reads; read += 1) {
    const client = open(host)
    await client.doc(`bench/${read}`).get()
    await client.terminate()
  }
}

function open(host: string): Firestore {
  // The emulator wants no credentials; with its domain named they are not looked for.
  return new Firestore({ projectId: 'bench', host, ssl: false, universeDomain: 'googleapis.com' })
}
