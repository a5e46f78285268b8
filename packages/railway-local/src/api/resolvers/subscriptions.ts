import { eventsOf } from '../../deployment/records.ts'
import { isMoving } from '../../deployment/statuses.ts'
import { logFiles } from '../../logs/deployment-log.ts'
import { matcher } from '../../logs/filter.ts'
import { type LogLine, sizeOf } from '../../logs/lines.ts'
import { readLog } from '../../logs/read.ts'
import type { Deployment, DeploymentEvent } from '../../state/records.ts'
import { topics } from '../../supervisor/feed.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Stream } from '../context.ts'
import { deploymentFor } from '../lookup.ts'
import { logOf } from './log-queries.ts'

interface LogArguments {
  readonly deploymentId: string
  readonly filter?: string | null
  readonly limit?: number | null
}

/** Each begins with what is so already and goes on with what happens, until the client has enough. */
export function subscriptions(host: Host) {
  const deployment: Stream<{ id: string }> = {
    subscribe: (_, { id }, { caller }) => {
      const now = deploymentFor(host, caller, id)
      return startingWith([now], host.feed.subscribe<Deployment>(topics.deployment(id)))
    },
    resolve: (piece) => piece,
  }
  const deploymentEvents: Stream<{ id: string }> = {
    subscribe: (_, { id }, { caller }) => {
      deploymentFor(host, caller, id)
      const news = host.feed.subscribe<DeploymentEvent>(topics.events(id))
      return startingWith(eventsOf(host, id), news)
    },
    resolve: (piece) => piece,
  }
  const buildLogs: Stream<LogArguments> = {
    subscribe: (_, args, { caller }) => {
      const of = deploymentFor(host, caller, args.deploymentId)
      // Railway ends this stream when the build has nothing more to say.
      const isOver = () => !isMoving(host.state.deployments.get(of.id) ?? of)
      const news = host.feed.subscribe<LogLine[]>(topics.buildLog(of.id))
      const changes = host.feed.subscribe<Deployment>(topics.deployment(of.id))
      void endWith(news, changes, isOver)
      return logStream(of, args, logFiles(host, of.id).build, news, changes)
    },
    resolve: (piece) => piece,
  }
  const deploymentLogs: Stream<LogArguments> = {
    subscribe: (_, args, { caller }) => {
      const of = deploymentFor(host, caller, args.deploymentId)
      host.followers.get(of.id)?.pump()
      return logStream(
        of,
        args,
        logFiles(host, of.id).deployment,
        host.feed.subscribe<LogLine[]>(topics.deploymentLog(of.id)),
      )
    },
    resolve: (piece) => piece,
  }
  return { deployment, deploymentEvents, buildLogs, deploymentLogs }
}

/** First these, then whatever comes. The subscription to what comes was made before these were read. */
async function* startingWith<Piece>(first: Iterable<Piece>, news: AsyncGenerator<Piece>): AsyncGenerator<Piece, void> {
  try {
    yield* first
    yield* news
  } finally {
    await news.return(undefined)
  }
}

/** Lines are published as they are written, so what the log holds now and what is published from now on is everything. */
function logStream(
  of: Deployment,
  { filter, limit }: LogArguments,
  path: string,
  news: AsyncGenerator<LogLine[]>,
  alsoEnded?: AsyncGenerator<unknown>,
): AsyncGenerator<object[], void> {
  const upTo = sizeOf(path)
  const holds = matcher(filter)
  return (async function* () {
    try {
      const kept = await readLog(path, { limit: limit ?? undefined, from: undefined, to: undefined, holds, upTo })
      if (kept.length > 0) yield kept.map(logOf(of))
      for await (const lines of news) {
        const fresh = lines.filter(holds)
        if (fresh.length > 0) yield fresh.map(logOf(of))
      }
    } finally {
      await news.return(undefined)
      await alsoEnded?.return(undefined)
    }
  })()
}

/** Ends a stream of news, after what was already told, once `isOver`. */
async function endWith(
  news: AsyncGenerator<LogLine[]>,
  changes: AsyncGenerator<Deployment>,
  isOver: () => boolean,
): Promise<void> {
  if (!isOver()) {
    for await (const _ of changes) if (isOver()) break
  }
  await changes.return(undefined)
  await news.return(undefined)
}
