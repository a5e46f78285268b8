import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

/** The folders of the packages that these modules come from. */
export function packageFolders(paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) => {
    const at = path.lastIndexOf(`${sep}node_modules${sep}`)
    if (at < 0) return []
    const [first = '', second = ''] = path.slice(at + '/node_modules/'.length).split(sep)
    return [join(path.slice(0, at), 'node_modules', first, first.startsWith('@') ? second : '')]
  })
  return [...new Set(folders)].sort()
}

/**
 * What their licences ask for: names, versions and licence texts of everything that was bundled, from a file of the package or from
 * its README. Where a package is published without one, that is said in its place.
 */
export function licencesOf(folders: readonly string[]): string {
  return folders
    .map((folder) => {
      const described: { name: string; version: string; license?: string } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      )
      const text = licenceIn(folder) ?? 'The package is published without a licence text.'
      return `${described.name} ${described.version} (${described.license ?? 'see below'})\n\n${text.trim()}\n`
    })
    .join('\n----\n\n')
}

function licenceIn(folder: string): string | undefined {
  const files = readdirSync(folder)
  const own = files.find((name) => /^licen[cs]e/i.test(name))
  if (own !== undefined) return readFileSync(join(folder, own), 'utf8')
  const readme = files.find((name) => /^readme/i.test(name))
  if (readme === undefined) return undefined
  return /^(?:#+ *)?licen[cs]e *$([\s\S]+)/im.exec(readFileSync(join(folder, readme), 'utf8'))?.[1]
}
