import { RailwayError, type RailwayPlatform } from '@kickai/railway'
import type { Finding } from '@kickai/release'
import type { Connection } from '../connection/connection.ts'

type TokenKind = 'project' | 'account'

interface OnRailway extends Connection {
  readonly platform: RailwayPlatform
}

/**
 * The connection by which an environment can be looked at, though the token be of the other kind than the configuration
 * says: then that is found, and all else as well. A token that is good for nothing is told by the preflight itself.
 */
export async function withRightToken(
  open: (kind: TokenKind) => Promise<OnRailway>,
  kind: TokenKind,
): Promise<{ readonly connection: Connection; readonly findings: readonly Finding[] }> {
  const connection = await open(kind)
  const other = kind === 'project' ? 'account' : 'project'
  if (!(await isRefused(connection))) return { connection, findings: [] }
  const asOther = await open(other)
  if (await isRefused(asOther)) return { connection, findings: [] }
  return { connection: asOther, findings: [wrongKind(connection.environment, kind)] }
}

async function isRefused({ platform }: OnRailway): Promise<boolean> {
  try {
    await platform.whichToken()
    return false
  } catch (error) {
    // Whatever else is wrong is found again by the preflight.
    if (error instanceof RailwayError) return error.code === 'railway-not-authorized'
    throw error
  }
}

function wrongKind(environment: string, configured: TokenKind): Finding {
  const isAccounts = configured === 'project'
  return {
    code: 'token-kind-wrong',
    severity: 'problem',
    sentence: isAccounts
      ? `The token for ${environment} is an account's or a workspace's, where a project's belongs: Railway refuses it in a release, and who has it may change every project.`
      : `The token for ${environment} is a project's, and the configuration takes it for an account's: Railway refuses it in a release.`,
    wayOut: isAccounts
      ? 'Make a project token in the settings of the project on Railway, and put it where the configuration says.'
      : `Leave tokenKind out of environments.${environment}.railway.`,
  }
}
