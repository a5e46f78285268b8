import type { z } from 'zod'
import { CommandError, type Problem } from '../error/command-error.ts'
import type { Config } from './config.ts'
import { ruleProblems } from './rules.ts'
import { configSchema } from './schema.ts'

/**
 * A loaded configuration as a `Config`, or `config-invalid` with every problem there is. Nothing is filled in. With
 * `incomplete` ids of services may be missing.
 */
export function checkConfig(loaded: unknown, file: string, incomplete = false): Config {
  const parsed = configSchema.safeParse(loaded)
  const problems = parsed.success ? ruleProblems(parsed.data, incomplete) : parsed.error.issues.flatMap(problemsOf)
  if (problems.length > 0) throw invalidConfig(file, problems)
  return loaded as Config
}

export function invalidConfig(file: string, problems: readonly Problem[]): CommandError {
  const many = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new CommandError('config-invalid', `${file} has ${many}.`, { problems })
}

/** zod's issues as problems: an unknown name is a problem of its own, at its own path. */
export function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), sentence: 'kickai knows no such name' }))
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  if (issue.code === 'invalid_key')
    return [{ path: path.join('.'), sentence: issue.issues[0]?.message ?? issue.message }]
  return [{ path: path.join('.') || '(all)', sentence: missing ? 'it is missing' : issue.message }]
}
