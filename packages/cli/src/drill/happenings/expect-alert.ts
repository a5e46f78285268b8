import type { ReleaseState } from '@kickai/release'
import type { Shipping } from '../drill.ts'

/** Carries the release out and demands that whoever sits before the command was told how it ended. */
export async function expectAlert({ release, said, problem }: Shipping): Promise<ReleaseState> {
  const state = await release()
  if (!said.some((line) => line.includes('rollback failed'))) problem('Nobody was told that the rollback failed.')
  return state
}
