import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Stage } from './run-job.ts'

type End = { readonly outcome: 'success' | 'failure'; readonly log: string }
type Inputs = { readonly [name: string]: string }

/** What plays each action, said in the log of its step. */
const parts: { readonly [action: string]: (given: Inputs, stage: Stage, workspace: string) => string } = {
  'actions/checkout'(given, { origin, contexts }, workspace) {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: workspace, stdio: 'pipe' })
    const { sha = '' } = contexts.github
    const depth = given['fetch-depth'] === '0' ? [] : ['--depth=1']
    git('init', '--quiet')
    git('fetch', '--quiet', ...depth, origin, ...(depth.length > 0 ? [sha] : ['+refs/heads/*:refs/remotes/origin/*']))
    git('checkout', '--quiet', '--detach', sha)
    return `a clone of ${sha.slice(0, 7)}${depth.length > 0 ? ', without history' : ' with all branches'}`
  },
  'actions/setup-node'(_given, { packages }, workspace) {
    // Hard links: nothing writes into installed packages.
    execFileSync('cp', ['-al', packages, join(workspace, 'node_modules')])
    return 'this Node, and the packages that the first clone installed'
  },
  'actions/upload-artifact'(given, { folder }, workspace) {
    const [from, to] = [join(workspace, given.path ?? ''), join(folder, 'handed-on', given.name ?? '')]
    if (!existsSync(from)) throw new Error(`There is nothing in ${given.path}.`)
    cpSync(from, to, { recursive: true })
    return `kept as ${given.name}`
  },
  'actions/download-artifact'(given, { folder }, workspace) {
    const to = join(workspace, given.path ?? '')
    mkdirSync(to, { recursive: true })
    const found = globSync(given.pattern ?? given.name ?? '', { cwd: join(folder, 'handed-on') })
    if (found.length === 0) throw new Error(`Nothing was kept as ${given.pattern ?? given.name}.`)
    for (const name of found) cpSync(join(folder, 'handed-on', name), to, { recursive: true })
    return `${found.join(', ')}: ${readdirSync(to)
      .map((file) => basename(file))
      .join(', ')}`
  },
}

/** Plays an action of GitHub's by what stands for it here. One that nothing stands for is refused. */
export async function standIn(uses: string, given: Inputs, stage: Stage, workspace: string): Promise<End> {
  const [action = ''] = uses.split('@')
  const part = Object.hasOwn(parts, action) ? parts[action] : undefined
  if (part === undefined) throw new Error(`Nothing plays ${uses} here.`)
  try {
    return { outcome: 'success', log: `(stand-in for ${action}: ${part(given, stage, workspace)})\n` }
  } catch (error) {
    return { outcome: 'failure', log: `(stand-in for ${action}: ${error instanceof Error ? error.message : error})\n` }
  }
}
