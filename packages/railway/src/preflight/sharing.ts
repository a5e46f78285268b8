import type { Finding } from '@kickai/release'
import type { Checked } from './checked.ts'

/** Two environments of the configuration that lead to the same place on Railway, or to the same project. */
export function checkSharing({ surroundings, target, place }: Checked): Finding[] {
  const others = Object.entries(surroundings.targets)
    .filter(([environment]) => environment !== target.environment)
    .flatMap(([environment, services]) => Object.values(services).map((other) => ({ environment, ...other })))
  const sameEnvironment = others.find((other) => other.environmentId === place.environmentId)
  if (sameEnvironment !== undefined) {
    return [
      {
        code: 'environments-are-one',
        severity: 'problem',
        sentence: `${target.environment} and ${sameEnvironment.environment} are the same environment on Railway.`,
        wayOut: 'Give each of them an environment of its own, best in a project of its own.',
      },
    ]
  }
  const sameProject = others.find((other) => other.projectId === place.projectId)
  if (sameProject === undefined) return []
  return [
    {
      code: 'environments-share-project',
      severity: 'notice',
      sentence: `${target.environment} and ${sameProject.environment} are in one project on Railway: whoever may change the project may change both, and deleting it ends both.`,
      wayOut:
        'Give each of them a project of its own, or take it so: releases, variables and project tokens are of each by itself.',
    },
  ]
}
