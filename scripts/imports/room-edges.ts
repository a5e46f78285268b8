import { type ReadTree, readTree } from './check-imports.ts'
import { isTestFile, packageOf } from './judge-import.ts'

/** Which room imports which, by folder, as the code has it. */
export type RoomEdges = ReadonlyMap<string, ReadonlySet<string>>

/** What stands above every room, and would only clutter the picture. */
const above = /^(bench|scripts|tests|launch)\b/

/** Finds out from the sources, tests left out, which room imports which. */
export function roomEdges({ ground, files }: ReadTree): RoomEdges {
  const folders = new Map(ground.workspaces.map(({ name, folder }) => [name, folder]))
  const edges = new Map(
    [...folders.values()].filter((folder) => !above.test(folder)).map((folder) => [folder, new Set<string>()]),
  )
  for (const { file, imports } of files) {
    const from = [...edges.keys()].find((folder) => file.startsWith(`${folder}/src/`))
    if (from === undefined || isTestFile(ground, file)) continue
    for (const { specifier } of imports) {
      const to = folders.get(packageOf(specifier))
      if (to !== undefined && to !== from) edges.get(from)?.add(to)
    }
  }
  return edges
}

/** The picture as Mermaid. Pure. */
export function roomPicture(edges: RoomEdges): string {
  const id = (folder: string) => folder.replaceAll(/[^a-z]/g, '_')
  const names = [...edges.keys()].sort()
  return [
    '```mermaid',
    'flowchart TD',
    ...names.map((folder) => `  ${id(folder)}["${folder}"]`),
    ...names.flatMap((from) => [...(edges.get(from) ?? [])].sort().map((to) => `  ${id(from)} --> ${id(to)}`)),
    '```',
  ].join('\n')
}

/** The picture of a checkout. */
export function pictureOf(root: string): string {
  return roomPicture(roomEdges(readTree(root)))
}
