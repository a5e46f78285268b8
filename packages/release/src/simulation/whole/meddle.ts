import type { Other } from './scenario.ts'
import { digests, type World } from './world.ts'

type Meddling = Exclude<Other['does'], 'deploys' | 'resumes'>

/** What somebody does at the platform's dashboard, or the platform by itself, past every release. In the first part. */
export function meddle(world: World, does: Meddling): void {
  const [service] = world.services.values()
  const serving = service?.serving
  if (service === undefined || serving === undefined) return
  world.troubles.add(`somebody else: ${does}`)
  if (does === 'image is forgotten') {
    service.forgetImage(serving.record.id)
    return
  }
  world.isMeddledWith = true
  if (does === 'changes a setting by hand') {
    service.settings = new Map([...service.settings, ['VERSION', 'by hand']])
    return
  }
  if (does === 'ends it by hand') service.end(serving.record.id, 'failed', 'CRASHED')
  else
    service.deploy(does === 'redeploys by hand' ? serving.behaviour.digest : digests.foreign, undefined, {
      startMs: 300,
    })
}
