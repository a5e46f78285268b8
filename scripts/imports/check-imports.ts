import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FoundImports, findImports } from './find-imports.ts'
import { type Ground, judgeImport, type Workspace } from './judge-import.ts'
import { roomRules } from './rules.ts'

type Manifest = {
  name: string
  exports?: Record<string, unknown>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** A work tree's rooms, and what each of its source files imports. */
export type ReadTree = { ground: Ground; files: readonly (FoundImports & { file: string })[] }

const read = new Map<string, ReadTree>()

/** Reads every source file of a work tree, once in a process however often it is asked for. */
export function readTree(root: string): ReadTree {
  const before = read.get(root)
  if (before !== undefined) return before
  const files = sourceFiles(root).map((file) => ({
    file,
    ...findImports(file, readFileSync(join(root, file), 'utf8')),
  }))
  const tree = { ground: readGround(root), files }
  read.set(root, tree)
  return tree
}

/**
 * Reads every source file of a work tree and judges what it imports.
 *
 * @param root the repository's folder
 * @returns one line for every violation, with file and line; and how many files were read
 */
export function checkImports(root: string): { problems: string[]; files: number } {
  const problems: string[] = []
  const { ground, files } = readTree(root)
  for (const { folder } of ground.workspaces) {
    if (!roomRules.some((rule) => rule.folder === folder))
      problems.push(`${folder}: no rule in scripts/imports/rules.ts`)
  }
  for (const { file, imports, problem } of files) {
    if (problem) problems.push(`${file}: ${problem}`)
    for (const { specifier, line } of imports) {
      const wrong = judgeImport(ground, file, specifier)
      if (wrong) problems.push(`${file}:${line}: '${specifier}': ${wrong}`)
    }
  }
  return { problems, files: files.length }
}

function sourceFiles(root: string): string[] {
  const patterns = ['{apps,packages,bench,scripts,launch,tests}/**/*.{ts,mts,cts,js,mjs,cjs}', '*.{ts,mts,js,mjs,cjs}']
  const left = (name: string) => /(^|\/)(node_modules|dist|generated)(\/|$)/.test(name.replaceAll('\\', '/'))
  return globSync(patterns, { cwd: root, exclude: left })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !left(file))
    .sort()
}

function readGround(root: string): Ground {
  const rootManifest = readManifest(root, '.') as Manifest & { workspaces: string[] }
  const folders = globSync(
    rootManifest.workspaces.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  ).map((file) => file.replaceAll('\\', '/').replace(/\/package\.json$/, ''))
  return {
    rules: roomRules,
    workspaces: folders.sort().map((folder) => toWorkspace(folder, readManifest(root, folder))),
    rootDevDependencies: Object.keys(rootManifest.devDependencies ?? {}),
  }
}

function readManifest(root: string, folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
}

function toWorkspace(folder: string, manifest: Manifest): Workspace {
  return {
    folder,
    name: manifest.name,
    exports: Object.keys(manifest.exports ?? {}),
    dependencies: Object.keys(manifest.dependencies ?? {}),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
  }
}
