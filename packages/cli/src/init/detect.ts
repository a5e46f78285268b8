import {
  goService,
  type Kind,
  nodeService,
  procfileService,
  pythonService,
  rubyService,
  type WorkerProcess,
} from './kinds.ts'
import type { Sources } from './sources.ts'

/** What a repository says of the service in it. */
export interface Detected {
  /** Absent where nothing says how it is started. */
  readonly start?: string
  readonly build?: string
  /** What runs beside it without answering requests. */
  readonly workers: readonly WorkerProcess[]
  /** Absent where no path is named as health checks are. */
  readonly health?: string
  /** What answers the health path names the deployment, so that its identity can be proven. */
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
  const health = healthPath(sources)
  return {
    ...(start !== undefined && { start }),
    ...(build !== undefined && { build }),
    workers: found.find(({ workers }) => workers !== undefined)?.workers ?? [],
    ...(health !== undefined && { health }),
    // Elsewhere the name says nothing of what the health path answers.
    proven: health !== undefined && sources.find(/RAILWAY_DEPLOYMENT_ID/, health) !== undefined,
    listensOnPort: sources.find(/\bPORT\b/) !== undefined || /\$PORT\b/.test(start ?? ''),
    language: found.find(({ language }) => language !== 'other')?.language ?? 'other',
  }
}

/** A path in the sources that is named as health checks are. */
function healthPath(sources: Sources): string | undefined {
  const found = sources.find(/["'`](\/(?:api\/)?(?:health|healthz|healthcheck|up|status|ping))["'`]/)
  return found?.[1]
}
