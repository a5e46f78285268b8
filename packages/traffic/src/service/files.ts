import { rehearsalSource } from './generated/rehearsal-source.ts'

/** What the service does; told by its own files, so that releases that behave differently are different artifacts. */
export type RehearsalBehaviour =
  /** Serves. */
  | 'good'
  /** Its health check never passes. */
  | 'bad-health'
  /** Ends with code 1 right after its start. */
  | 'crash-loop'
  /** Passes its health check; some time after its first visitor everything is answered 500. */
  | 'bad-after-switch'
  /** Every other answer of its health check is bad, the first one too. */
  | 'flapping'
  /** Its health check passes once and never again. */
  | 'healthy-once'
  /** Every fifth request is answered well, after 2.5 s. */
  | 'slow'
  /** Every twentieth request is answered 500. */
  | 'sparse-errors'
  /** Its memory grows by 20 MB a second, up to 400 MB. */
  | 'leaking'

export interface RehearsalOptions {
  behaviour?: RehearsalBehaviour
  /** Any text; another one makes another artifact. */
  version: string
  /** For `bad-after-switch`: milliseconds from the first visitor until it fails; 1000 unless told. */
  afterMs?: number
  /** Misbehave as the service of this name only, by `RAILWAY_SERVICE_NAME`; all others are good. */
  service?: string
}

/** What starts the service in the folder that holds its files. It listens on `PORT`. */
export const rehearsalStartCommand = 'node rehearsal-service.mjs'

/** Path that answers 200 while the service is well. */
export const rehearsalHealthPath = '/health'

/** Variable that names a folder which the service's deployments share; they write down there what they handled. */
export const rehearsalLedgerVariable = 'REHEARSAL_LEDGER'

/** The service's files by path, to be written into a folder, packed and released. */
export function rehearsalFiles(options: RehearsalOptions): Map<string, string> {
  const { behaviour = 'good', version, afterMs, service } = options
  const told = {
    behaviour,
    version,
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(service === undefined ? {} : { service }),
  }
  const manifest = { name: 'rehearsal', private: true, type: 'module', scripts: { start: rehearsalStartCommand } }
  return new Map([
    ...Object.entries(rehearsalSource),
    ['package.json', `${JSON.stringify(manifest, null, 2)}\n`],
    ['rehearsal.json', `${JSON.stringify(told, null, 2)}\n`],
  ])
}
