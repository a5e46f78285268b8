import type { Finding } from '@kickai/release'
import { isRoomError } from '../error/described.ts'

/** How long one check may take. All run at the same time, so this is about what the whole takes at most. */
const checkMs = 5_000

/**
 * What a check finds. One that fails, or is not done in time, is a problem itself, never a pass; what it does afterwards
 * is heard no more. `subject` is what was to be found out: "whether the bot answers".
 */
export async function within(
  subject: string,
  run: (signal: AbortSignal) => Promise<readonly Finding[]> | readonly Finding[],
  limitMs: number = checkMs,
): Promise<readonly Finding[]> {
  const stop = new AbortController()
  const { promise: late, resolve } = Promise.withResolvers<readonly Finding[]>()
  const timer = setTimeout(() => {
    resolve([tooSlow(subject, limitMs)])
    stop.abort(new Error(`not done within ${limitMs / 1000} s`))
  }, limitMs)
  try {
    return await Promise.race([Promise.resolve(stop.signal).then(run), late])
  } catch (error) {
    return [failed(subject, error)]
  } finally {
    clearTimeout(timer)
  }
}

function tooSlow(subject: string, limitMs: number): Finding {
  return {
    code: 'check-too-slow',
    severity: 'problem',
    sentence: `It was not found out within ${limitMs / 1000} s ${subject}.`,
    wayOut: 'See whether what was asked is reachable from here, then try again.',
  }
}

function failed(subject: string, error: unknown): Finding {
  const said = error instanceof Error ? reasonIn(error) : String(error)
  if (isRoomError(error)) {
    const { code, wayOut } = error
    return { code, severity: 'problem', sentence: `It could not be found out ${subject}. ${said}`, wayOut }
  }
  return {
    code: 'check-failed',
    severity: 'problem',
    sentence: `It could not be found out ${subject}: ${said.replace(/\.$/, '')}.`,
    wayOut: 'Correct what the check says, or take it out of "preflight" in the configuration.',
  }
}

/** `fetch` says only "fetch failed"; what it failed of is its cause. */
function reasonIn({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' && !message.includes(cause.message)
    ? `${message} (${cause.message})`
    : message
}
