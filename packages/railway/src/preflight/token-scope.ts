import type { Finding } from '@kickai/release'
import { describeToken } from '../platform/which-token.ts'
import type { Checked } from './checked.ts'

/** A project token is good for one environment of one project; any other is refused in the middle of a release. */
export async function checkTokenScope({ surroundings, target, place }: Checked): Promise<Finding[]> {
  const token = await describeToken(surroundings.client, surroundings.connection.tokenKind)
  if (token.kind !== 'project') return [tooStrong(token.kind, target.environment)]
  if (token.project.id === place.projectId && token.environment.id === place.environmentId) return []
  return [
    {
      code: 'token-of-other-environment',
      severity: 'problem',
      sentence: `The project token "${token.name}" is for ${token.environment.name} of ${token.project.name}, not for ${target.environment} as configured.`,
      wayOut: `Use a token made for the environment behind ${target.environment}, or correct its ids in the configuration.`,
    },
  ]
}

function tooStrong(kind: 'account' | 'workspace', environment: string): Finding {
  return {
    code: 'account-token',
    severity: 'notice',
    sentence: `The token for ${environment} is that of ${kind === 'account' ? 'an account' : 'a workspace'}: who has it may change every project there.`,
    wayOut: 'Make a project token in the settings of the project on Railway, which is good for one environment alone.',
  }
}
