import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { java } from './needs.ts'
import { startOnFreePort, startTethered } from './tethered.ts'

/** The official Firestore emulator, on 127.0.0.1. */
export interface TestFirestore {
  readonly host: string
  stop(): Promise<void>
}

/** Starts the emulator, or uses the one that runs; `found` is what `firestoreEmulator()` in `needs.ts` gives. */
export async function startFirestore(found: string): Promise<TestFirestore> {
  if (!found.endsWith('.jar')) return { host: found, stop: async () => undefined }
  const runtime = java()
  if ('missing' in runtime) throw new Error(runtime.missing)
  const { port, stop } = await startOnFreePort(
    async (wanted) =>
      startTethered({
        command: [
          runtime.path,
          // Starts faster, and takes less of the machine that the tests share.
          ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx512m', '-Duser.language=en', '-cp', found],
          ...['com.google.cloud.datastore.emulator.firestore.CloudFirestore', 'start', '--host=127.0.0.1'],
          `--port=${wanted}`,
        ],
        folder: await mkdtemp(join(tmpdir(), 'kickai-firestore-')),
        signal: 'KILL',
      }),
    async (_, output) => output.includes('is now running'),
  )
  return { host: `127.0.0.1:${port}`, stop }
}
