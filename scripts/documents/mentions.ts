import { posix } from 'node:path'
import { splitCode } from './words-of-code.ts'

/** What documents may speak of. */
export type Ground = {
  /** Options of each command of kickai, such as `--local`; those that every command has among them. */
  commands: ReadonlyMap<string, ReadonlySet<string>>
  /** Scripts of the repository's package.json. */
  scripts: ReadonlySet<string>
  benchmarks: ReadonlySet<string>
  /** Environment variables that the code reads or gives, and other names written so. */
  isVariable(name: string): boolean
  /** Names of several words that a configuration may have, such as `heldSeconds`. */
  isConfigured(name: string): boolean
  /** Whether a path from the repository's root is there, and the headings that its links may name. */
  exists(path: string): boolean
  anchors(path: string): ReadonlySet<string>
}

/** A document by its path from the repository's root. */
export type Document = { path: string; text: string }

/**
 * What a document speaks of that is not there: a link's file or heading, a command of kickai or an option of one, a script of
 * the repository, a benchmark, a variable. `history`: it tells what once was or will be, so only its links are looked at.
 * Pure but for what `ground` looks up.
 */
export function findDeadMentions({ path, text }: Document, ground: Ground, history = false): string[] {
  const { code, prose } = splitCode(text)
  const problems = deadLinks(path, prose, ground)
  if (history) return problems
  for (const { text: piece, line, language } of code) {
    const at = `${path}:${line}`
    for (const [, rest = ''] of piece.matchAll(/(?:^|[\s(])kickai (?:-- )?([^#|&;]*)/g))
      problems.push(...deadWords(rest, ground).map((sentence) => `${at}: ${sentence}`))
    for (const [, script = '', rest = ''] of piece.matchAll(/npm (?:-s )?(?:run )([a-z:-]+)([^#|&;]*)/g)) {
      if (!ground.scripts.has(script)) problems.push(`${at}: there is no script ${script}`)
      const name = script === 'bench' ? /-- ([a-z][a-z-]*)/.exec(rest)?.[1] : undefined
      if (name !== undefined && !ground.benchmarks.has(name)) problems.push(`${at}: there is no benchmark ${name}`)
    }
    if (language === 'ts')
      for (const [, name = ''] of piece.matchAll(/(?<![\w"'.])([a-z]+[A-Z]\w*):/g))
        if (!ground.isConfigured(name)) problems.push(`${at}: no configuration knows ${name}`)
    // Of other names than ours only those that a sentence speaks of: examples in blocks may have any.
    for (const [name] of piece.matchAll(/\bKICKAI_[A-Z_]+[A-Z]\b|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/g))
      if (!ground.isVariable(name)) problems.push(`${at}: nothing knows ${name}`)
  }
  return problems
}

/** What is wrong with the words that follow `kickai`. */
function deadWords(rest: string, { commands }: Ground): string[] {
  const [command = '', ...words] = rest
    .replaceAll(/[[\]"'`,.)]/g, ' ')
    .trim()
    .split(/\s+/)
  // `kickai --help`, `kickai COMMAND --help`, `kickai …`: of no command in particular.
  if (!/^[a-z][a-z-]*$/.test(command)) return []
  const options = commands.get(command)
  if (options === undefined) return [`there is no command ${command}`]
  return words
    .filter((word) => word.startsWith('--') && word.length > 2)
    .map((word) => word.replace(/=.*$/, ''))
    .filter((word) => !options.has(word))
    .map((word) => `${command} has no option ${word}`)
}

function deadLinks(path: string, prose: string, ground: Ground): string[] {
  return prose.split('\n').flatMap((line, index) =>
    [...line.matchAll(/\]\(([^()\s]+)\)/g)].flatMap(([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return []
      const [file = '', anchor] = target.split('#')
      const full = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file))
      const at = `${path}:${index + 1}`
      if (!ground.exists(full)) return [`${at}: ${target} leads nowhere`]
      if (anchor === undefined || !full.endsWith('.md') || ground.anchors(full).has(anchor)) return []
      return [`${at}: ${target}: there is no such heading`]
    }),
  )
}

/** The names by which links reach the headings of a document, as GitHub makes them. Pure. */
export function anchorsOf(markdown: string): Set<string> {
  const { prose } = splitCode(markdown.replaceAll('`', ''))
  return new Set(
    [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
