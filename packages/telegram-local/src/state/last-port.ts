import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The port that was taken last with this directory; undefined the first time, and where nothing readable is kept. */
export function lastPort(directory: string): number | undefined {
  try {
    const port = Number(readFileSync(fileOf(directory), 'utf8'))
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Keeps the port: bots that know the address should find the server there again after a restart. */
export function keepPort(directory: string, port: number): void {
  writeFileSync(fileOf(directory), `${port}\n`, { mode: 0o600 })
}

function fileOf(directory: string): string {
  return join(directory, 'port')
}
