import {
  type ConnectionOptions,
  createRailwayClient,
  createWorkspace,
  describeToken,
  type RailwayClient,
  RailwayError,
  Secret,
  tokenWorkspaces,
  type Workspace,
} from '@kickai/railway'
import type { Configuration } from '../config/configuration.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { version } from '../program/version.ts'
import { openSecrets } from '../release/secrets.ts'

export interface OpenedAccount {
  readonly client: RailwayClient
  readonly workspace: Workspace
  /** How it was opened. */
  readonly connection: ConnectionOptions
  readonly workspaceId?: string
}

/**
 * Opens the account or workspace that the configuration names. `secret-missing` where its token has no value,
 * `cannot-provision` for a project token and where several workspaces could be meant.
 */
export async function openAccount(
  {
    configuration,
    variables,
    secrecy,
  }: Pick<Project, 'variables' | 'secrecy'> & {
    readonly configuration: Pick<Configuration, 'account' | 'root'>
  },
  workspaceOption: string | undefined,
): Promise<OpenedAccount> {
  const { account, root } = configuration
  const secrets = openSecrets({ environment: variables, root, onValue: (value) => secrecy?.keep([value]) })
  const value = await secrets.resolve(account.token)
  if (value === undefined)
    throw new CommandError(
      'secret-missing',
      `${account.token} has no value; it is the token of your Railway account.`,
      {
        wayOut:
          'Make an account or workspace token at https://railway.com/account/tokens and set it there; a project token cannot make projects.',
        problems: [{ path: 'account.token', sentence: `${account.token} has no value` }],
      },
    )
  const connection: ConnectionOptions = {
    version,
    token: { kind: 'account', value: new Secret(value) },
    ...(account.endpoint !== undefined && { endpoint: account.endpoint }),
  }
  const client = createRailwayClient(connection)
  const workspaceId = workspaceOption ?? account.workspace ?? (await theWorkspaceOf(client))
  const within = workspaceId === undefined ? {} : { workspaceId }
  return { client, workspace: createWorkspace(client, within), connection, ...within }
}

/** A workspace's token says which one it is; an account with one workspace needs none to be named. */
async function theWorkspaceOf(client: RailwayClient): Promise<string | undefined> {
  const workspaces = await workspacesOf(client)
  if (workspaces.length < 2) return workspaces[0]?.id
  throw new CommandError('cannot-provision', 'The account has several workspaces; nothing was changed.', {
    wayOut: 'Name the one that projects go to with --workspace, or as "account.workspace" in the configuration.',
    problems: workspaces.map(({ id, name }) => ({ path: id, sentence: `the workspace ${name}` })),
  })
}

async function workspacesOf(client: RailwayClient) {
  try {
    return await client.request(tokenWorkspaces, {}).then(({ apiToken }) => apiToken.workspaces)
  } catch (error) {
    if (!(error instanceof RailwayError && error.code === 'railway-not-authorized')) throw error
    // Not every token may ask; one that is good for nothing says so here, in words of its own.
    await describeToken(client, 'account')
    return []
  }
}
