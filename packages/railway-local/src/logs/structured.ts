import type { LogLine } from './lines.ts'

/** Severities by pino's numbers. */
const numbered: readonly (readonly [from: number, severity: string])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
]

/**
 * Reads what a service printed as one line of its log. A line that is a JSON object with a message is taken apart:
 * `message` or `msg`, `level` or `severity`, and the rest as attributes. Any other line is its own message.
 */
export function readLine(text: string, at: number, stream: 'output' | 'errors'): LogLine {
  const plain: LogLine = { at, severity: stream === 'errors' ? 'error' : 'info', message: text }
  if (!text.startsWith('{')) return plain
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    // It only looked like JSON.
    return plain
  }
  if (typeof fields !== 'object' || fields === null) return plain
  const { message, msg, level, severity, ...rest } = fields as Record<string, unknown>
  const said = message ?? msg
  if (typeof said !== 'string') return plain
  const attributes = Object.entries(rest).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
  return {
    at,
    severity: severityOf(level ?? severity) ?? plain.severity,
    message: said,
    ...(attributes.length === 0 ? {} : { attributes }),
  }
}

function severityOf(level: unknown): string | undefined {
  if (typeof level === 'string' && level !== '') return level.toLowerCase()
  if (typeof level !== 'number') return undefined
  return numbered.find(([from]) => level >= from)?.[1]
}
