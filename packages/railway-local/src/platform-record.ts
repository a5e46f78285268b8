import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { systemCode } from './errors.ts'
import { isAlive } from './process/identity.ts'

const shape = z.object({
  pid: z.int(),
  startTime: z.string(),
  port: z.int(),
  url: z.string(),
  accountToken: z.string().min(1),
})

/** Where a running supervisor is reached: `<directory>/platform.json`, readable by its owner only. */
export type PlatformRecord = z.output<typeof shape>

/** What a supervisor that runs now left there; undefined where none runs. */
export function findPlatform(directory: string): PlatformRecord | undefined {
  let text: string
  try {
    text = readFileSync(join(directory, 'platform.json'), 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
  const read = shape.safeParse(parsed(text))
  // A torn or strange file belongs to no supervisor: each writes it whole.
  return read.success && isAlive(read.data) ? read.data : undefined
}

export function writePlatformRecord(directory: string, record: PlatformRecord): void {
  const writing = join(directory, `platform.json.${randomUUID()}`)
  writeFileSync(writing, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  renameSync(writing, join(directory, 'platform.json'))
}

export function removePlatformRecord(directory: string): void {
  rmSync(join(directory, 'platform.json'), { force: true })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
