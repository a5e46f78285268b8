import type { Artifact } from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { promotionOf } from './promotion.ts'
import { type ReleaseSurroundings, releaseInto } from './release.ts'
import type { ReleaseResult } from './result.ts'

/**
 * Releases one artifact into environments one after another: a deploy into the first, promotions from there on. Stops
 * at the first that does not go live, or that an artifact may not go on to yet; that one's result is the last.
 */
export async function runTrain(
  surroundings: ReleaseSurroundings,
  connections: readonly Connection[],
  artifact: Artifact,
): Promise<ReleaseResult[]> {
  const results: ReleaseResult[] = []
  for (const [index, connection] of connections.entries()) {
    const from = connections[index - 1]
    const wanted =
      from === undefined
        ? { kind: 'deploy' as const, artifact }
        : {
            kind: 'promotion' as const,
            artifact,
            from: from.environment,
            promotion: () => {
              const origin = { ...from, connect: async () => from }
              return promotionOf(artifact, origin, connection)
            },
          }
    const result = await releaseInto(surroundings, connection, wanted)
    results.push(result)
    if (result.verdict !== 'live') break
  }
  return results
}
