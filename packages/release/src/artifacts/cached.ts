import type { Artifacts } from '../ports/artifacts.ts'

/**
 * Artifacts that lie far away, with a near place before them. What is asked for is taken from near where it is there and
 * whole, else from far, and then kept near too. What is put is in both places when `put` has ended, or `put` has failed.
 *
 * `onNotCached` is told where something from far could not be kept near; it is given all the same.
 */
export function cachedArtifacts(near: Artifacts, far: Artifacts, onNotCached: (error: unknown) => void): Artifacts {
  return {
    async put(artifact, archive) {
      await near.put(artifact, archive)
      await far.put(artifact, archive)
    },
    async get(digest) {
      let unreadable: unknown
      const kept = await near.get(digest).catch((error: unknown) => {
        unreadable = error
        return undefined
      })
      if (kept !== undefined) return kept
      const fetched = await far.get(digest)
      if (fetched === undefined) {
        if (unreadable !== undefined) throw unreadable
        return undefined
      }
      await near.put({ kind: 'bundle', digest }, fetched).catch(onNotCached)
      return fetched
    },
  }
}
