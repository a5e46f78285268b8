import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOptions } from 'kickai/documents'
import type { PartResult } from '../check/part.ts'
import { anchorsOf, findDeadMentions, type Ground } from './mentions.ts'

const documents = ['*.md', 'docs/**/*.md', '{apps,packages,bench}/**/*.md']
/** They tell what once was, or what is to come. */
const history = /^(CHANGELOG\.md|docs\/decisions\/)/

/** Finds what the documents of a checkout speak of that is not there. */
export async function checkMentions(root: string): Promise<PartResult> {
  const ground = await groundOf(root)
  const paths = globSync(documents, {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist)(\/|$)/.test(name),
  }).sort()
  const problems = paths.flatMap((path) =>
    findDeadMentions({ path, text: readFileSync(join(root, path), 'utf8') }, ground, history.test(path)),
  )
  return { problems, note: `${paths.length} documents` }
}

async function groundOf(root: string): Promise<Ground> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
  const benchmarks = join(root, 'bench/src')
  let variables: Set<string> | undefined
  let configured: Set<string> | undefined
  return {
    commands: await commandOptions(),
    scripts: new Set(Object.keys(scripts)),
    benchmarks: new Set(readdirSync(benchmarks).filter((name) => existsSync(join(benchmarks, name, 'main.ts')))),
    isVariable(name) {
      variables ??= variablesIn(root)
      return variables.has(name)
    },
    isConfigured(name) {
      configured ??= new Set(
        sourcesOf(root, 'packages/cli/src/config/*.ts').flatMap((text) => text.match(/\w+/g) ?? []),
      )
      return configured.has(name)
    },
    exists: (path) => !path.startsWith('..') && existsSync(join(root, path)),
    anchors: (path) => anchorsOf(readFileSync(join(root, path), 'utf8')),
  }
}

/** Names in capital letters that stand in sources which are no tests. */
function variablesIn(root: string): Set<string> {
  const texts = sourcesOf(
    root,
    '{apps,packages}/*/src/**/*.ts',
    'scripts/**/*.ts',
    'kickai.config.ts',
    'launch/**/*.cjs',
  )
  return new Set(texts.flatMap((text) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []))
}

/** The texts of sources, tests left out. */
function sourcesOf(root: string, ...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root })
    .filter((path) => !/\.test\.ts$/.test(path))
    .map((path) => readFileSync(join(root, path), 'utf8'))
}
