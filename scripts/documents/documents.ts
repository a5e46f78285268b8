import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { settingsTable } from '@kickai/settings'
import { behavioursTable, commandsTable, dashboardFile, errorsTable, figuresTable } from 'kickai/documents'
import type { PartResult } from '../check/part.ts'

type GeneratedDocument =
  | { path: string; title: string; introduction: string; table(): string | Promise<string> }
  | GeneratedFile

/** A file that is nothing but what the code says, and has no room for a word about where it comes from. */
type GeneratedFile = { path: string; whole(): string }

/** Every document that is written from the code it describes. */
const documents: readonly GeneratedDocument[] = [
  {
    path: 'docs/settings.md',
    title: 'Settings of the club service',
    introduction:
      'Read from the environment when the service starts. All problems are told at once; no value is printed.',
    table: settingsTable,
  },
  {
    path: 'docs/commands.md',
    title: 'Commands',
    introduction:
      'Every command has `--json`: one document on standard output, nothing else. `--help` after a command tells its options.',
    table: commandsTable,
  },
  {
    path: 'docs/errors.md',
    title: 'Errors of the command',
    introduction:
      'What the command says when something cannot go on. The code stays the same whatever the sentence says.',
    table: errorsTable,
  },
  {
    path: 'docs/figures.md',
    title: 'Figures',
    introduction:
      'What `kickai metrics` prints, over whole days (UTC) and for each environment by itself, from the journal alone: what releases saw, and what ' +
      '`kickai monitor` adds between them. What was not measured has no value, and is neither kept nor missed.',
    table: figuresTable,
  },
  {
    path: 'docs/behaviours.md',
    title: 'What is believed of Railway',
    introduction:
      'Behaviour that is reported by users or concluded, and not documented. `kickai probe` tests it (see [probe.md](probe.md)); the embedded platform has an ' +
      'option where a release could depend on it.',
    table: behavioursTable,
  },
  { path: 'docs/grafana.json', whole: dashboardFile },
]

/** Writes all generated documents. Gives the paths of those that changed. */
export async function writeDocuments(root: string): Promise<string[]> {
  const changed: string[] = []
  for (const document of documents) {
    const text = await textOf(document)
    if ((await readIfThere(join(root, document.path))) === text) continue
    await mkdir(dirname(join(root, document.path)), { recursive: true })
    await writeFile(join(root, document.path), text)
    changed.push(document.path)
  }
  return changed
}

/** Finds generated documents that are not what their code says now. */
export async function checkDocuments(root: string): Promise<PartResult> {
  const problems: string[] = []
  for (const document of documents) {
    if ((await readIfThere(join(root, document.path))) !== (await textOf(document))) {
      problems.push(`${document.path} is not current. Run: npm run generate`)
    }
  }
  return { problems }
}

async function textOf(document: GeneratedDocument): Promise<string> {
  if ('whole' in document) return document.whole()
  const { title, introduction, table } = document
  const origin = '<!-- Written by scripts/generate.ts from the code. Change it there. -->'
  return `${origin}\n\n# ${title}\n\n${introduction}\n\n${await table()}`
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
