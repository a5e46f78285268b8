import { rmSync } from 'node:fs'
import { directoryArtifacts, type ReleaseState } from '@kickai/release'
import type { Shipping } from '../drill.ts'
import { addFault } from '../platform-control.ts'

/** Takes away what the old release could be brought back from, on the platform and here, before a new one is shipped. */
export async function keepNothing({ release, scene, artifact, problem }: Shipping): Promise<ReleaseState> {
  const { environment, platform } = scene.connection
  for (const service of scene.services) {
    const { active } = await platform.view({ environment, service })
    await addFault(scene.platform, { operation: 'deploymentRedeploy', effect: 'image-gone' })
    const refused = await platform.restore({ environment, service }, active[0] ?? '').then(
      () => false,
      () => true,
    )
    if (!refused) problem(`The image of ${service} could not be taken away.`)
  }
  const { artifacts } = scene.project.workspace
  const kept = directoryArtifacts(artifacts)
  const archive = await kept.get(artifact.digest)
  rmSync(artifacts, { recursive: true })
  if (archive !== undefined) await kept.put(artifact, archive)
  const state = await release()
  if (!state.findings.some(({ code }) => code === 'rollback-target-gone'))
    problem('It was not said that the old release can not be brought back.')
  return state
}
