import type { ReleaseState } from '@kickai/release'
import type { Shipping } from '../drill.ts'

/** Kills the platform's supervisor as soon as the release's deployment is on its way, and starts it again. */
export async function restartPlatform({ release, scene, problem }: Shipping): Promise<ReleaseState> {
  let restarted: Promise<void> | undefined
  const state = await release((after) => {
    if (after.state === 'deploying' && after.parts[0]?.deployment !== undefined) restarted ??= scene.restartPlatform()
  })
  if (restarted === undefined) problem('The platform was not killed: the release had no deployment on its way.')
  await restarted
  return state
}
