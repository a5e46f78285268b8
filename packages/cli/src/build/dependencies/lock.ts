/** One entry of a lock file's `packages`, as far as it says which files lie at its path. */
export interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
}

/** By path, such as `node_modules/left` or `packages/one/node_modules/left`. */
export type LockedPackages = ReadonlyMap<string, LockedPackage>

/** The installed packages that a lock file names; undefined where it is none, or of the old kind that names no paths. */
export function lockedPackages(text: string): LockedPackages | undefined {
  let lock: unknown
  try {
    lock = JSON.parse(text)
  } catch {
    // npm itself then says what is wrong with it.
    return undefined
  }
  if (!isRecord(lock) || !isRecord(lock.packages)) return undefined
  const found = Object.entries(lock.packages).filter(([path]) => path.split('/').includes('node_modules'))
  return new Map(found.filter((entry): entry is [string, LockedPackage] => isRecord(entry[1])))
}

/**
 * Whether what was installed (npm's own record in `node_modules`) is what a lock file demands. Packages for other systems may
 * be missing; packages beyond it do no harm, since only those that the lock file names are used.
 */
export function installedMatches(wanted: LockedPackages, installed: LockedPackages): boolean {
  for (const [path, want] of wanted) {
    const found = installed.get(path)
    if (found === undefined ? want.optional !== true && want.devOptional !== true : !isSame(want, found)) return false
  }
  return true
}

/** The paths that are not within another installed package: mirroring them mirrors all. */
export function outermost(packages: LockedPackages): string[] {
  return [...packages.keys()].filter((path) => path.indexOf('node_modules/') === path.lastIndexOf('node_modules/'))
}

/** The folders that hold those, such as `node_modules` and `packages/one/node_modules`. */
export function moduleFolders(packages: LockedPackages): string[] {
  const folders = outermost(packages).map((path) =>
    path.slice(0, path.indexOf('node_modules/') + 'node_modules'.length),
  )
  return [...new Set(folders)]
}

function isSame(want: LockedPackage, found: LockedPackage): boolean {
  if ((want.link ?? false) !== (found.link ?? false)) return false
  if (want.link) return want.resolved === found.resolved
  if (want.version !== found.version) return false
  if (want.integrity !== undefined && found.integrity !== undefined) return want.integrity === found.integrity
  return want.resolved === found.resolved
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
