import { createWriteStream } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, realpath, symlink } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Extract, extract } from 'tar-stream'
import { Refusal, systemCode } from '../errors.ts'
import { entryPath, linkTarget } from './entry-path.ts'
import { counted } from './limits.ts'

export interface UnpackLimits {
  readonly packedBytes: number
  readonly unpackedBytes: number
  readonly files: number
}

/**
 * Unpacks a gzip tar into `directory`, which exists and is empty. Refuses (`Refusal` 400 or 413) what is no such
 * archive, what would leave the folder, what is neither file, folder nor link, and what is too large. The caller clears
 * the directory away when this throws.
 */
export async function unpack(archive: Readable, directory: string, limits: UnpackLimits): Promise<void> {
  const folder = await Folder.open(directory)
  const tar = extract()
  const reading = pipeline(
    archive,
    counted(limits.packedBytes, 'The upload is too large'),
    createGunzip(),
    counted(limits.unpackedBytes, 'The upload is too large once unpacked'),
    tar,
  )
  // Its failure also ends the loop below, which is where it is seen; this only keeps it from being an unhandled one.
  reading.catch(() => {})
  let files = 0
  try {
    for await (const entry of tar) {
      files += 1
      if (files > limits.files) throw new Refusal(`The upload holds more than ${limits.files} files`, 413)
      await folder.add(entry)
    }
    await reading
  } catch (error) {
    throw asRefusal(error)
  }
  if (folder.isEmpty) throw new Refusal('The archive holds no files', 400)
  await folder.checkLinks()
}

type Entry = Extract extends AsyncIterable<infer Item> ? Item : never

/** The folder being filled, and what it holds so far. */
class Folder {
  readonly #root: string
  readonly #directories = new Set<string>([''])
  readonly #links: string[] = []
  isEmpty = true

  private constructor(root: string) {
    this.#root = root
  }

  static async open(directory: string): Promise<Folder> {
    return new Folder(await realpath(directory))
  }

  async add(entry: Entry): Promise<void> {
    const { name, type, mode, linkname } = entry.header
    const path = entryPath(name)
    if (type === 'directory') {
      await this.#makeDirectory(path)
      entry.resume()
      return
    }
    if (path === '') throw new Refusal('The archive holds a file without a name', 400)
    await this.#makeDirectory(dirname(path) === '.' ? '' : dirname(path))
    const place = join(this.#root, path)
    if (type === 'file' || type === 'contiguous-file') {
      // `wx` neither follows a link that is there nor overwrites what an earlier entry wrote.
      await pipeline(entry, createWriteStream(place, { flags: 'wx', mode: 0o600 }))
      await chmod(place, (mode ?? 0) & 0o100 ? 0o755 : 0o644)
    } else if (type === 'symlink') {
      linkTarget(path, linkname ?? '')
      await symlink(linkname ?? '', place)
      this.#links.push(path)
      entry.resume()
    } else if (type === 'link') {
      await this.#copyLinked(path, entryPath(linkname ?? ''))
      entry.resume()
    } else {
      throw new Refusal(
        `The archive holds something that is neither file, folder nor link: ${JSON.stringify(path)}`,
        400,
      )
    }
    this.isEmpty = false
  }

  /** A link may point to a link, so names alone do not tell where it ends; what the system finds there does. */
  async checkLinks(): Promise<void> {
    for (const path of this.#links) {
      let end: string
      try {
        end = await realpath(join(this.#root, path))
      } catch (error) {
        if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ELOOP') throw error
        throw new Refusal(`The archive holds a link to nothing: ${JSON.stringify(path)}`, 400)
      }
      if (end !== this.#root && !end.startsWith(this.#root + sep)) {
        throw new Refusal(`The archive holds a link that leaves its folder: ${JSON.stringify(path)}`, 400)
      }
    }
  }

  /** Makes the directory and those above it. None of them may be a link: nothing is ever written through one. */
  async #makeDirectory(path: string): Promise<void> {
    if (this.#directories.has(path)) return
    await this.#makeDirectory(dirname(path) === '.' ? '' : dirname(path))
    try {
      await mkdir(join(this.#root, path), { mode: 0o755 })
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' || !(await lstat(join(this.#root, path))).isDirectory()) throw error
    }
    this.#directories.add(path)
  }

  /** A hard link becomes a copy, so that the two cannot change together. */
  async #copyLinked(path: string, target: string): Promise<void> {
    const source = join(this.#root, target)
    if (!this.#directories.has(dirname(target) === '.' ? '' : dirname(target)) || !(await lstat(source)).isFile()) {
      throw new Refusal(`The archive holds a link to something that it does not hold: ${JSON.stringify(path)}`, 400)
    }
    await copyFile(source, join(this.#root, path))
  }
}

function asRefusal(error: unknown): unknown {
  const code = systemCode(error)
  if (error instanceof Refusal || code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS') return error
  if (code === 'EEXIST') return new Refusal('The archive holds two entries of the same name', 400)
  return new Refusal('The upload is not a whole gzip-compressed tar archive', 400)
}
