import type { Artifact, PromotionRule } from '@kickai/release'
import { resolveCommit } from '../build/git/commit.ts'
import { findRepository } from '../build/git/repository.ts'
import { isRoomError } from '../error/described.ts'

/**
 * Whether the commit that an artifact was made of holds the same files as another one, by git's own id of all of them; two commits
 * may, such as a merge and what was merged. What cannot be told is broken: only what is known to be the same may go on.
 */
export async function treeRule(root: string, artifact: Artifact, name: string): Promise<PromotionRule> {
  const broken = (sentence: string): PromotionRule => ({ rule: 'tree', outcome: 'broken', sentence })
  const { commit } = artifact
  if (commit === undefined) return broken(`Nobody knows which commit ${artifact.digest} was made of.`)
  try {
    const repository = await findRepository(root)
    if (repository === undefined) return broken(`${root} is no git repository, so ${name} says nothing.`)
    const [wanted, live] = await Promise.all([resolveCommit(repository, name), resolveCommit(repository, commit)])
    const [here, there] = [wanted.id.slice(0, 7), live.id.slice(0, 7)]
    return wanted.tree === live.tree
      ? { rule: 'tree', outcome: 'held', sentence: `${there} holds the same files as ${here}.` }
      : broken(`What is live there was made of ${there}, which holds other files than ${here}.`)
  } catch (error) {
    if (!isRoomError(error)) throw error
    return broken(`The files of ${commit.slice(0, 7)} and ${name} cannot be compared: ${error.message}`)
  }
}
