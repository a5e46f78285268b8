import type { ReleaseState } from '@kickai/release'
import type { Shipping } from '../drill.ts'

/** Starts a second release while the first one changes the environment: it must end at once, told who holds the lease. */
export async function secondDeployer({ release, problem }: Shipping): Promise<ReleaseState> {
  let second: Promise<ReleaseState> | undefined
  const first = await release((after) => {
    if (after.state === 'deploying') second ??= release()
  })
  const other = await second
  if (other?.verdict !== 'blocked')
    problem(`The second deployer ended as ${other?.verdict ?? 'nothing'}, not as blocked.`)
  else if (other.heldBy === undefined) problem('The second deployer was not told who holds the lease.')
  if (other?.parts.some((part) => part.touched) === true) problem('The second deployer changed something.')
  return first
}
