import {
  type Artifact,
  identityOf,
  identitySuffices,
  kindOf,
  type LivePart,
  type LiveRelease,
  recognise,
  type ServiceView,
} from '@kickai/release'
import type { ConfiguredService } from '../config/configuration.ts'
import type { Connection, Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { askHealth } from './identity.ts'

/** The release that runs, as the platform's records and the services themselves tell it; or why nobody can say, a clause. */
export type Rebuilding = { readonly live: LiveRelease } | NotRebuilt

interface NotRebuilt {
  readonly notRebuilt: string
  /** Where that is because a service runs an image. */
  readonly image?: string
}

/**
 * Whether an environment of which the journal knows nothing is looked up on the platform: where somebody asks for it, and
 * on a machine of CI whose journal is a file, since that file goes with the machine.
 */
export function mayRebuild(
  { variables }: Project,
  { rebuild = false, journal }: Pick<Connection, 'rebuild' | 'journal'>,
): boolean {
  const isCi = [variables.CI, variables.GITHUB_ACTIONS].some((value) => value === 'true' || value === '1')
  return rebuild || (isCi && typeof journal === 'string')
}

/**
 * Rebuilds the last live release from what the platform keeps. Every service that runs must bear the label of one and the
 * same release, and be identified as well as the environment demands; else none is adopted. Undefined where nothing runs.
 */
export async function rebuildLive(
  project: Project,
  connection: Connection,
  views: ReadonlyMap<string, ServiceView>,
): Promise<Rebuilding | undefined> {
  const found = await Promise.all(
    project.configuration.services.map((service) => identify(service, connection, views.get(service.name))),
  )
  const parts: Identified[] = []
  for (const each of found) {
    if (each !== undefined && 'notRebuilt' in each) return each
    if (each !== undefined) parts.push(each)
  }
  const [first] = parts
  if (first === undefined) return undefined
  const other = parts.find(({ release, digest }) => release !== first.release || digest !== first.digest)
  if (other !== undefined)
    return { notRebuilt: `${first.part.service} runs ${first.release} and ${other.part.service} runs ${other.release}` }
  const commit = parts.find((each) => each.commit !== undefined)?.commit
  const artifact: Artifact = { kind: 'bundle', digest: first.digest, ...(commit !== undefined && { commit }) }
  return {
    live: {
      release: first.release,
      artifact,
      liveAt: Math.max(...parts.map(({ createdAt }) => createdAt)),
      parts: parts.map(({ part }) => part),
      rebuilt: { identity: parts.every(({ identity }) => identity === 'proven') ? 'proven' : 'attested' },
    },
  }
}

/**
 * The release that runs in an environment of which the journal knows nothing; undefined where nothing runs or the platform is
 * not to be asked for that. `nothing-live`, or `image-not-recognised`, says why what runs is not taken for one.
 */
export async function liveOnPlatform(project: Project, connection: Connection): Promise<LiveRelease | undefined> {
  if (!mayRebuild(project, connection)) return undefined
  const { environment, platform } = connection
  const views = await Promise.all(
    project.configuration.services.map(
      async ({ name }): Promise<[string, ServiceView]> => [name, await platform.view({ environment, service: name })],
    ),
  )
  const rebuilding = await rebuildLive(project, connection, new Map(views))
  if (rebuilding === undefined || 'live' in rebuilding) return rebuilding?.live
  const code = rebuilding.image === undefined ? 'nothing-live' : 'image-not-recognised'
  throw new CommandError(code, `The journal knows nothing of ${environment}, and ${rebuilding.notRebuilt}.`)
}

interface Identified {
  readonly part: LivePart
  readonly release: string
  readonly digest: string
  readonly commit?: string | undefined
  readonly createdAt: number
  readonly identity: 'proven' | 'attested'
}

/** What a service runs; why nobody can say; or undefined where it runs nothing. */
async function identify(
  { name, configuration, smoke }: ConfiguredService,
  { settings, policy }: Connection,
  view: ServiceView | undefined,
): Promise<Identified | NotRebuilt | undefined> {
  const kind = kindOf(configuration)
  const recognised = view === undefined ? undefined : recognise(name, kind, view)
  if (recognised === undefined || recognised.known === 'nothing runs') return undefined
  if (recognised.known === 'not') {
    const { why, image } = recognised
    return { notRebuilt: why, ...(image !== undefined && { image }) }
  }
  const { deployment, label, createdAt } = recognised
  const { release } = label
  const part = { service: name, deployment, configuration, settings: settings.get(name) ?? [], smoke }
  // Nobody can ask what answers no requests; what does must be known as surely as the environment demands.
  if (kind !== 'web' || view?.url === undefined) {
    if (label.digest === undefined) return unknownArtifact(name, deployment)
    return { part, release, digest: label.digest, createdAt, identity: 'attested' }
  }
  const answer = (await askHealth(view.url + (configuration.healthPath ?? '/health')))?.answer
  if (answer === undefined) return { notRebuilt: `${name} does not answer` }
  const digest = label.digest ?? answer.digest
  if (digest === undefined) return unknownArtifact(name, deployment)
  const identity = identityOf(answer, { deployment, digest }, true)
  if (identity !== 'proven' && (identity !== 'attested' || !identitySuffices(identity, policy.identity)))
    return { notRebuilt: `${name} answers, but not as deployment ${deployment} of ${release} must (${identity})` }
  return { part, release, digest, commit: answer.commit, createdAt, identity }
}

function unknownArtifact(service: string, deployment: string): NotRebuilt {
  return { notRebuilt: `nobody tells which artifact deployment ${deployment} of ${service} is` }
}
