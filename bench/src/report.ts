import { availableParallelism, cpus, totalmem } from 'node:os'
import type { BenchmarkResult } from './benchmark.ts'

/** What the figures were measured on, without which they say little. */
function describeMachine(): Record<string, unknown> {
  return {
    system: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  }
}

/** The one document that a benchmark prints with `--json`. */
export function jsonReport(name: string, { figures, missed }: BenchmarkResult): string {
  return JSON.stringify({ schemaVersion: 1, benchmark: name, ...figures, missed, machine: describeMachine() })
}

/** The same for people: a line for each figure, then what was missed. Pure. */
export function textReport(name: string, { figures, missed }: BenchmarkResult): string {
  const rows = flatten('', figures)
  const width = Math.max(0, ...rows.map(([label]) => label.length))
  const lines = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)
  const verdict = missed.length === 0 ? ['All targets are met.'] : missed.map((sentence) => `Missed: ${sentence}`)
  return [name, ...lines, ...verdict].join('\n')
}

function flatten(prefix: string, value: unknown): [string, string][] {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return [[prefix, value.join(', ') || 'none']]
  if (typeof value !== 'object' || value === null) return [[prefix, format(value)]]
  return Object.entries(value).flatMap(([key, item]) => flatten(prefix === '' ? key : `${prefix} ${key}`, item))
}

function format(value: unknown): string {
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toFixed(2)))
}
