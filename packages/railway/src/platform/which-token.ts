import type { RailwayClient } from '../client/client.ts'
import { RailwayError } from '../errors/railway-error.ts'
import { account, projectToken, tokenWorkspaces } from '../operations/platform.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** What a token is, as far as the platform tells; never the token. */
export type TokenDescription =
  | { readonly kind: 'project'; readonly name: string; readonly project: Named; readonly environment: Named }
  | { readonly kind: 'account'; readonly email: string; readonly name?: string }
  | { readonly kind: 'workspace'; readonly workspaces: readonly Named[] }

/** Asks what the token is good for. Throws `railway-not-authorized` for one that is good for nothing here. */
export async function describeToken(client: RailwayClient, kind: 'account' | 'project'): Promise<TokenDescription> {
  if (kind === 'project') return { kind, ...(await client.request(projectToken, {})).projectToken }
  try {
    const { email, name } = (await client.request(account, {})).me
    return { kind, email, ...(name ? { name } : {}) }
  } catch (error) {
    if (!(error instanceof RailwayError) || error.code !== 'railway-not-authorized') throw error
    // A workspace's token travels like an account's, but is nobody's.
    return { kind: 'workspace', ...(await client.request(tokenWorkspaces, {})).apiToken }
  }
}
