import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Entry } from '../journal/entry.ts'
import type { Spool, Spooled } from '../ports/spool.ts'
import { ReleaseError } from '../release-error.ts'

const suffix = '.jsonl'
const reserveName = 'reserve'
const reserveBytes = 64 * 1024

/** A spool in a folder: a file for each run, a line for each entry. The folder is made when something is to be kept. */
export function directorySpool(folder: string): Spool {
  const reserve = join(folder, reserveName)

  async function append(id: string, line: string): Promise<void> {
    const file = await open(join(folder, id + suffix), 'a', 0o600)
    try {
      await file.writeFile(line)
      await file.sync()
    } finally {
      await file.close()
    }
    await syncFolder(folder)
  }

  return {
    place: folder,
    async reserve() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(reserve, Buffer.alloc(reserveBytes), { mode: 0o600, flag: 'wx' }).catch(unlessThere)
    },
    async keep(id, from, entry) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // After a line that was not written to its end this one stands alone all the same.
      const line = `\n${JSON.stringify({ ...from, entry })}\n`
      try {
        await append(id, line)
      } catch (error) {
        if (!hasCode(error, 'ENOSPC') && !hasCode(error, 'EDQUOT')) throw error
        await rm(reserve, { force: true })
        await append(id, line)
      }
    },
    async all() {
      const names = (await readdir(folder).catch(none)).filter((name) => name.endsWith(suffix)).sort()
      const spooled = await Promise.all(names.map((name) => read(folder, name)))
      return spooled.filter((each) => each !== undefined)
    },
    async drop(id) {
      await rm(join(folder, id + suffix), { force: true })
      await syncFolder(folder)
    },
  }
}

async function read(folder: string, name: string): Promise<Spooled | undefined> {
  const path = join(folder, name)
  const lines = (await readFile(path, 'utf8')).split('\n').flatMap((line) => parse(path, line))
  const [first] = lines
  if (first === undefined) return undefined
  const { release, environment } = first
  return { id: name.slice(0, -suffix.length), release, environment, entries: lines.map(({ entry }) => entry) }
}

interface Line {
  readonly release: string
  readonly environment: string
  readonly entry: Entry
}

/** A line that was not written to its end counts for nothing: whoever wrote it never went on from there. */
function parse(path: string, line: string): Line[] {
  if (line === '') return []
  let parsed: Partial<Line>
  try {
    parsed = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
  const { release, environment, entry } = parsed
  if (release !== undefined && environment !== undefined && typeof entry?.sequence === 'number')
    return [{ release, environment, entry }]
  throw new ReleaseError(
    'spool-unreadable',
    `${path}, in which kickai kept what the journal could not take, is not what kickai left there.`,
    'Look at what it says, then move it away; "kickai status" shows how things stand.',
  )
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unlessThere(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error
}

function none(error: unknown): string[] {
  if (hasCode(error, 'ENOENT')) return []
  throw error
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
