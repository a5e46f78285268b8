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

/** What their licences ask for: names, versions and licence texts of everything that was bundled. */
export function licencesOf(folders: readonly string[]): string {
  return folders
    .map((folder) => {
      const described: { name: string; version: string; license?: string } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      )
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
      const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8')
      return `${described.name} ${described.version} (${described.license ?? 'see below'})\n\n${text.trim()}\n`
    })
    .join('\n----\n\n')
}
