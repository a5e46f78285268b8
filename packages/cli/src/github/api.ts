import { version } from '../program/version.ts'
import type { GithubRun } from './run.ts'

const limitMs = 10_000

/**
 * One request to GitHub's API below the repository, and its answer as JSON. Throws an `Error` whose message holds neither
 * the token nor what GitHub answered beyond its status. No redirection is followed, since it would take the token along.
 */
export async function askGithub(
  { url, repository, token }: NonNullable<GithubRun['api']>,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  let answer: Response
  try {
    answer = await fetch(`${url}/repos/${repository}${path}`, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(limitMs),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': `kickai/${version}`,
        'x-github-api-version': '2022-11-28',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (answer.ok) return await answer.json()
    await answer.body?.cancel()
  } catch (error) {
    throw new Error('GitHub gave no answer that can be read', { cause: error })
  }
  const hint = answer.status === 403 || answer.status === 404 ? '; the job may lack a permission' : ''
  throw new Error(`GitHub answered ${answer.status}${hint}`)
}

/** What GitHub takes as a description, at most: 140 characters, on one line. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 140 ? line : `${line.slice(0, 139)}…`
}
