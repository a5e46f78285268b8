import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A part of a document that comes from code, between two marks; all around it is written by hand. */
export type Section = {
  path: string
  /** Names it in its marks. */
  name: string
  /** What it is to be, for the checkout at `root`. */
  content(root: string): string | Promise<string>
}

/** A document with a section replaced; undefined where its marks are not there. Pure. */
function withSection(document: string, name: string, content: string): string | undefined {
  const [begin, end] = marks(name)
  const from = document.indexOf(begin)
  const to = document.indexOf(end, from)
  if (from < 0 || to < 0) return undefined
  return `${document.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${document.slice(to)}`
}

/** Writes sections anew; gives the paths of documents that changed. */
export async function writeSections(root: string, sections: readonly Section[]): Promise<string[]> {
  const changed = new Set<string>()
  // One after another: a document may have several.
  for (const section of sections) {
    for (const { path, text, wanted } of await readSections(root, [section])) {
      if (wanted === undefined || wanted === text) continue
      await writeFile(join(root, path), wanted)
      changed.add(path)
    }
  }
  return [...changed]
}

/** Finds sections that are not what their code says now, or whose marks are gone. */
export async function checkSections(root: string, sections: readonly Section[]): Promise<string[]> {
  return (await readSections(root, sections)).flatMap(({ path, name, text, wanted }) => {
    if (wanted === undefined) return [`${path} has no marks ${marks(name).join(' … ')}`]
    return wanted === text ? [] : [`${path} is not current. Run: npm run generate`]
  })
}

async function readSections(root: string, sections: readonly Section[]) {
  return await Promise.all(
    sections.map(async ({ path, name, content }) => {
      const text = await readFile(join(root, path), 'utf8')
      return { path, name, text, wanted: withSection(text, name, await content(root)) }
    }),
  )
}

function marks(name: string): [string, string] {
  return [`<!-- ${name}: written by scripts/generate.ts -->`, `<!-- end of ${name} -->`]
}
