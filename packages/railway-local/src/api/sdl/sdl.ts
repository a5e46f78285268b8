import { connections } from './connections.ts'
import { deployments } from './deployments.ts'
import { executions } from './executions.ts'
import { observations } from './observations.ts'
import { operations } from './operations.ts'
import { projects } from './projects.ts'
import { services } from './services.ts'

/** The schema that the embedded platform offers: a faithful part of Railway's. */
export const sdl = [operations, projects, services, deployments, executions, observations, connections].join('\n')
