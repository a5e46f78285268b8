import { goService, type Kind, nodeService, procfileService, pythonService, rubyService } from './kinds.ts'
import type { Sources } from './sources.ts'

/** What a repository says of the service in it. */
export interface Detected {
  /** Absent where nothing says how it is started. */
  readonly start?: string
  readonly build?: string
  readonly health: string
  /** The service names its deployment, so that its identity can be proven. */
  readonly proven: boolean
  /** It reads `PORT`, as the platform demands. */
  readonly listensOnPort: boolean
  readonly language: Kind['language']
}

/** A Procfile was written to say how the service starts, so it is asked first. */
const kinds: readonly ((sources: Sources) => Kind | undefined)[] = [
  procfileService,
  nodeService,
  pythonService,
  goService,
  rubyService,
]

/** Finds out start command, build, health path and whether the service can prove who it is. Only reads. */
export function detect(sources: Sources): Detected {
  const found = kinds.map((kind) => kind(sources)).filter((kind) => kind !== undefined)
  const start = found.find((kind) => kind.start !== undefined)?.start
  const build = found.find((kind) => kind.build !== undefined)?.build
  return {
    ...(start !== undefined && { start }),
    ...(build !== undefined && { build }),
    health: healthPath(sources),
    proven: sources.find(/RAILWAY_DEPLOYMENT_ID/) !== undefined,
    listensOnPort: sources.find(/\bPORT\b/) !== undefined || /\$PORT\b/.test(start ?? ''),
    language: found.find(({ language }) => language !== 'other')?.language ?? 'other',
  }
}

/** A path in the sources that is named as health checks are; else the root, which most services answer. */
function healthPath(sources: Sources): string {
  const found = sources.find(/["'`](\/(?:api\/)?(?:health|healthz|healthcheck|up|status|ping))["'`]/)
  return found?.[1] ?? '/'
}
