import { mergeSpool, type Ports, putRight } from '@kickai/release'
import type { Progress } from '../output/progress.ts'

/**
 * Puts right what somebody did in an environment after having lost its lease, as far as it is known on this machine: it is
 * in the spool then. Nothing is done where there is none.
 */
export async function putLateRight(
  environment: string,
  ports: Ports,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const { spool, store } = ports
  if (spool === undefined) return
  const late = (await mergeSpool(store, spool)).late.filter((each) => each.environment === environment)
  if (late.length === 0) return
  const releases = [...new Set(late.map(({ release }) => release))]
  progress.line(`${environment}  looking what was done there without a lease (${releases.join(', ')})`)
  const done = await putRight(environment, releases, ports, signal)
  if (done === undefined) return
  for (const sentence of done) progress.line(`${environment}  ${sentence}`)
  for (const { id } of late) await spool.drop(id)
}
