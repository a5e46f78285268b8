/** How a real call of a dependency ended. Of what was asked and answered it holds nothing. */
export interface CallOutcome {
  /** When it ended; milliseconds since 1970. */
  readonly at: number
  readonly latencyMs: number
  /** Why it failed, in one word such as `429` or `ECONNREFUSED`; absent where it succeeded. */
  readonly failure?: string
}

/** What became of the last real call of a dependency. It belongs to the process, and is kept nowhere. */
export interface CallRecord {
  /** Absent until the first call has ended. */
  last(): CallOutcome | undefined
  /** Does the call and notes how it ended. Gives what the call gives, and throws what it throws. */
  call<Answer>(work: () => Promise<Answer>): Promise<Answer>
}

export function callRecord(): CallRecord {
  let last: CallOutcome | undefined
  return {
    last: () => last,
    async call(work) {
      const begun = performance.now()
      const ended = (): CallOutcome => ({ at: Date.now(), latencyMs: Math.round(performance.now() - begun) })
      try {
        const answer = await work()
        last = ended()
        return answer
      } catch (error) {
        last = { ...ended(), failure: failureOf(error) }
        throw error
      }
    },
  }
}

/** A code or a name, as libraries give them. A message is never taken: it may quote what was asked, or a key. */
const word = /^[A-Za-z0-9_-]{1,30}$/

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('statusCode' in error && typeof error.statusCode === 'number') return String(error.statusCode)
  const names: unknown[] = ['code' in error ? error.code : undefined, error.name]
  return names.find((name): name is string => typeof name === 'string' && word.test(name)) ?? 'unknown'
}
