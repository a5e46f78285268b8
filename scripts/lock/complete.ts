/**
 * A package-lock.json names optional packages for every platform, but npm describes only those that the registry it
 * asked had at that time. `npm ci` refuses such a file everywhere. This adds what is missing.
 */

/** One entry of a lock file's `packages`, as far as it matters here. */
export type LockEntry = {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

/** A lock file of version 3. */
export type LockFile = { packages: Record<string, LockEntry> }

/**
 * Adds an entry for every optional package that is named with an exact version and described nowhere. Pure.
 * The entries carry no integrity: nobody here has seen those packages. npm fetches one only on the platform it is for.
 *
 * @returns the completed file, the locations that were added, and what could not be added (a range, a strange name)
 */
export function completeLock(lock: LockFile): { completed: LockFile; added: string[]; left: string[] } {
  const packages = { ...lock.packages }
  const added: string[] = []
  const left: string[] = []
  for (const [location, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isExact(version)) {
        if (!findEntry(packages, location, name)) left.push(`${location} wants ${name}@${version}`)
        continue
      }
      if (findEntry(packages, location, name)?.version === version) continue
      const platform = platformOf(name)
      if (!platform) {
        left.push(`${location} wants ${name}@${version}`)
        continue
      }
      const hoisted = `node_modules/${name}`
      const place = packages[hoisted] ? `${location}/node_modules/${name}` : hoisted
      const { cpu, libc, os } = platform
      const dev = entry.dev && { dev: true }
      // In the order in which npm writes them.
      packages[place] = { version, cpu, ...dev, ...(libc && { libc }), optional: true, ...(os && { os }) }
      added.push(place)
    }
  }
  return { completed: { ...lock, packages: sorted(packages) }, added, left }
}

function isExact(version: string): boolean {
  return /^\d+\.\d+\.\d+[-+.\w]*$/.test(version)
}

/** The entry that a package at `location` gets when it imports `name`: the nearest one up its folders. */
function findEntry(packages: Record<string, LockEntry>, location: string, name: string): LockEntry | undefined {
  for (let folder = location; ; ) {
    const entry = packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`]
    if (entry || folder === '') return entry
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  }
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']

/** Binary packages tell their platform by the end of their name, as in `binding-linux-x64-musl`. */
function platformOf(name: string): { cpu: string[]; os?: string[]; libc?: string[] } | undefined {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-')
  if (words.includes('wasm32')) return { cpu: ['wasm32'] }
  const system = systems.find((word) => words.includes(word))
  const processor = processors.find((word) => words.includes(word))
  if (!system || !processor) return undefined
  const library = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return { cpu: [processor], os: [system], ...(system === 'linux' && { libc: [library] }) }
}

function sorted(packages: Record<string, LockEntry>): Record<string, LockEntry> {
  return Object.fromEntries(Object.entries(packages).sort(([left], [right]) => left.localeCompare(right, 'en')))
}
