import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Stage } from './run-job.ts'

type End = { readonly outcome: 'success' | 'failure'; readonly log: string }
type Inputs = { readonly [name: string]: string }

interface Part {
  /** The inputs that it plays, or that change nothing here; any other one is refused. */
  readonly inputs: readonly string[]
  /** Does what the action does, and says what it did. */
  play(given: Inputs, stage: Stage, workspace: string): string
}

/** What plays each action, said in the log of its step. */
const parts: { readonly [action: string]: Part } = {
  'actions/checkout': {
    inputs: ['fetch-depth', 'persist-credentials'],
    play(given, { origin, contexts }, workspace) {
      const git = (...words: string[]) => execFileSync('git', words, { cwd: workspace, stdio: 'pipe' })
      const { sha = '' } = contexts.github
      const depth = given['fetch-depth'] === '0' ? [] : ['--depth=1']
      git('init', '--quiet')
      git('fetch', '--quiet', ...depth, origin, ...(depth.length > 0 ? [sha] : ['+refs/heads/*:refs/remotes/origin/*']))
      git('checkout', '--quiet', '--detach', sha)
      return `a clone of ${sha.slice(0, 7)}${depth.length > 0 ? ', without history' : ' with all branches'}`
    },
  },
  'actions/setup-node': {
    inputs: ['node-version', 'cache'],
    play(_given, { packages }, workspace) {
      // Jobs run one after another, so that one folder serves them all.
      renameSync(packages, join(workspace, 'node_modules'))
      return 'this Node, and the packages that the first clone installed'
    },
  },
  'actions/upload-artifact': {
    inputs: ['name', 'path', 'include-hidden-files', 'if-no-files-found', 'retention-days'],
    play(given, { folder }, workspace) {
      const { name = '', path = '' } = given
      const [from, to] = [join(workspace, path), join(folder, 'handed-on', name)]
      if (/(^|\/)\./.test(path) && given['include-hidden-files'] !== 'true')
        throw new Error(`${path} is hidden, and hidden files are left out.`)
      if (!existsSync(from)) {
        if (given['if-no-files-found'] === 'error') throw new Error(`There is nothing in ${path}.`)
        return `nothing, since there is nothing in ${path}`
      }
      if (existsSync(to)) throw new Error(`This run has kept something as ${name} already.`)
      cpSync(from, to, { recursive: true })
      return `kept as ${name}`
    },
  },
  'actions/download-artifact': {
    inputs: ['name', 'pattern', 'path', 'merge-multiple'],
    play(given, { folder }, workspace) {
      const wanted = given.name ?? given.pattern ?? ''
      const to = join(workspace, given.path ?? '')
      const isApart = given.name === undefined && given['merge-multiple'] !== 'true'
      const found = globSync(wanted, { cwd: join(folder, 'handed-on') })
      if (found.length === 0) throw new Error(`Nothing was kept as ${wanted}.`)
      mkdirSync(to, { recursive: true })
      for (const name of found)
        cpSync(join(folder, 'handed-on', name), isApart ? join(to, name) : to, { recursive: true })
      return `${found.join(', ')}: ${readdirSync(to).join(', ')}`
    },
  },
}

/** Plays an action of GitHub's by what stands for it here. One that nothing stands for is refused, and so is an input. */
export async function standIn(uses: string, given: Inputs, stage: Stage, workspace: string): Promise<End> {
  const [action = ''] = uses.split('@')
  const part = Object.hasOwn(parts, action) ? parts[action] : undefined
  const unknown = Object.keys(given).filter((name) => !part?.inputs.includes(name))
  if (part === undefined) throw new Error(`Nothing plays ${uses} here.`)
  if (unknown.length > 0) throw new Error(`Nothing plays ${unknown.join(', ')} of ${action} here.`)
  try {
    return { outcome: 'success', log: `(stand-in for ${action}: ${part.play(given, stage, workspace)})\n` }
  } catch (error) {
    return { outcome: 'failure', log: `(stand-in for ${action}: ${error instanceof Error ? error.message : error})\n` }
  }
}

/** Puts the installed packages back to where the next job takes them from. */
export function givePackagesBack({ packages }: Stage, workspace: string): void {
  const lent = join(workspace, 'node_modules')
  if (packages !== '' && !existsSync(packages) && existsSync(lent)) renameSync(lent, packages)
}
