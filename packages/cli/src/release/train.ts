import type { Artifact } from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { type ReleaseSurroundings, releaseInto } from './release.ts'
import type { ReleaseResult } from './result.ts'

/**
 * Releases one artifact into environments one after another: a deploy into the first, promotions from there on. Stops
 * at the first that does not go live; that one's result is the last.
 */
export async function runTrain(
  surroundings: ReleaseSurroundings,
  connections: readonly Connection[],
  artifact: Artifact,
): Promise<ReleaseResult[]> {
  const results: ReleaseResult[] = []
  for (const connection of connections) {
    const before = results.at(-1)
    const wanted =
      before === undefined
        ? { kind: 'deploy' as const, artifact }
        : { kind: 'promotion' as const, artifact, from: before.environment }
    const result = await releaseInto(surroundings, connection, wanted)
    results.push(result)
    if (result.verdict !== 'live') break
  }
  return results
}
