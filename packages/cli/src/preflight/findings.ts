import type { Finding } from '@kickai/release'
import type { Problem } from '../error/command-error.ts'
import { describeError } from '../error/described.ts'
import { type ErrorCode, errors } from '../error/table.ts'

/** Problems that a command would refuse with one error of this code, as a finding each. */
export function asFindings(code: ErrorCode, problems: readonly Problem[]): Finding[] {
  return problems.map(({ path, sentence }) => findingOf(code, `${path}: ${sentence}`, errors[code].wayOut))
}

/** What keeps a command from beginning, as findings; a fault of ours is thrown as it is. */
export function findingsOfError(error: unknown): Finding[] {
  const { code, message, wayOut, problems, fault } = describeError(error)
  if (fault !== undefined) throw error
  if (problems.length === 0) return [findingOf(code, message, wayOut)]
  return problems.map(({ path, sentence }) => findingOf(code, `${path}: ${sentence}`, wayOut))
}

/** The same thing is said once, whoever found it. */
export function withoutRepetition(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.sentence}`, finding])).values()]
}

function findingOf(code: string, text: string, wayOut: string): Finding {
  return { code, severity: 'problem', sentence: text.endsWith('.') ? text : `${text}.`, wayOut }
}
