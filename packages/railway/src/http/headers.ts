import type { Secret } from '../secret/secret.ts'

/** A token of either kind; the two travel in different headers, and the wrong one is just "Not Authorized". */
export interface RailwayToken {
  /** `account` also stands for a workspace's token; `project` is good for one environment of one project. */
  readonly kind: 'account' | 'project'
  readonly value: Secret
}

/** The headers of every request. They hold the token in the clear, so they go to the connection and nowhere else. */
export function requestHeaders(token: RailwayToken, version: string): Record<string, string> {
  const agent = `kickai ${version}`
  const value = token.value.reveal()
  return {
    'user-agent': agent,
    'x-source': agent,
    ...(token.kind === 'project' ? { 'project-access-token': value } : { authorization: `Bearer ${value}` }),
  }
}
