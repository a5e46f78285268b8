import { request as plain } from 'node:http'
import { request as encrypted } from 'node:https'
import { RailwayError } from '../../errors/railway-error.ts'
import { deploymentById } from '../../operations/deployment.ts'
import { deploymentRollback } from '../../operations/deployment-changes.ts'
import { deploymentLogs } from '../../operations/logs.ts'
import { instanceRedeploy, variableUpsert } from '../../operations/probing.ts'
import { meaningOf } from '../../statuses.ts'
import { type Behaviour, Unclear } from '../behaviour.ts'
import type { Scene, SeenDeployment } from '../scene.ts'

/** The first deployment, with the value "one" set: what its record said when it was first seen, and in the end. */
const first = (scene: Scene) =>
  scene.once('first', async () => {
    await setValue(scene, 'one')
    const id = await scene.upload('first')
    const early = await scene.record(id)
    const settled = await scene.settled(id)
    if (settled.status !== 'SUCCESS')
      throw new Unclear(`the service did not start: its deployment ended as ${settled.status}`)
    return { id, early, settled }
  })

/** The second one, with the value "two" set, and who answered while it overlapped with the first. */
const second = (scene: Scene) =>
  scene.once('second', async () => {
    const { id: before } = await first(scene)
    const { overlapSeconds, pollMs } = scene.times
    await setValue(scene, 'two')
    await scene.configure({ overlapSeconds })
    const id = await scene.upload('second')
    const { status } = await scene.settled(id)
    if (status !== 'SUCCESS') throw new Unclear(`the second deployment ended as ${status}`)
    const answered: string[] = []
    for (const end = performance.now() + overlapSeconds * 400; performance.now() < end; ) {
      const answer = await scene.ask()
      // An answer counts where the old one still ran after it.
      if (meaningOf((await scene.record(before)).status).phase !== 'serving') break
      if (answer !== undefined) answered.push(answer.deployment)
      await scene.pause(Math.min(pollMs, 500))
    }
    await scene.configure({ overlapSeconds: 0 })
    return { id, before, answered }
  })

function setValue({ client, place }: Scene, value: string): Promise<unknown> {
  return client.request(variableUpsert, { input: { ...place, name: 'PROBE_VALUE', value, skipDeploys: true } })
}

/** The deployment that a change began which does not say so. */
async function began(scene: Scene, known: ReadonlySet<string>): Promise<SeenDeployment> {
  const { id } = await scene.until('the new deployment', async () =>
    (await scene.deployments()).all.find((deployment) => !known.has(deployment.id)),
  )
  const seen = await scene.settled(id)
  if (seen.status !== 'SUCCESS') throw new Unclear(`the new deployment ended as ${seen.status}`)
  return seen
}

const known = async (scene: Scene) => new Set((await scene.deployments()).all.map(({ id }) => id))
const image = ({ meta }: SeenDeployment) => meta?.imageDigest ?? meta?.image

/** Brings the first deployment back, with a project token. */
const rolledBack = (scene: Scene) =>
  scene.once('rolled back', async () => {
    const { id: target } = await first(scene)
    await second(scene)
    const before = await known(scene)
    await scene.asProject.request(deploymentRollback, { id: target })
    return { target, seen: await began(scene, before) }
  })

/** What deployments are, do and say. */
export const deploymentBehaviours: readonly Behaviour[] = [
  {
    id: 'token-uploads',
    believed: 'A project token may upload, and read the logs of what it uploaded.',
    reading: 'uploads, reads logs',
    how: 'uploads a small service with a project token and asks for its logs with it',
    async test(scene) {
      const { id, settled } = await first(scene)
      const detail = `ended as ${settled.status}`
      try {
        await scene.asProject.request(deploymentLogs, { deploymentId: id, limit: 10 })
      } catch (error) {
        if (!(error instanceof RailwayError && error.acted === 'no')) throw error
        return { reading: 'uploads', detail: error.message }
      }
      return { reading: 'uploads, reads logs', detail }
    },
  },
  {
    id: 'image-in-record',
    believed: "A deployment's record names its image only once it is no longer on its way.",
    reading: 'when settled',
    how: 'reads the record right after an upload and again at its end',
    option: 'imageInMeta',
    async test(scene) {
      const { early, settled } = await first(scene)
      if (image(settled) === undefined) return { reading: 'never' }
      if (image(early) !== undefined && meaningOf(early.status).phase !== 'moving')
        throw new Unclear('it had ended when it was first looked at')
      return { reading: image(early) === undefined ? 'when settled' : 'at once' }
    },
  },
  {
    id: 'record-of-an-upload',
    believed: "The record of an upload holds the image's digest, the message of the upload and a reason.",
    reading: 'cliMessage, imageDigest, reason',
    how: 'reads the record of a deployment that was uploaded with a message',
    async test(scene) {
      const { meta } = (await first(scene)).settled
      const wanted = ['cliMessage', 'imageDigest', 'reason']
      const there = wanted.filter((key) => typeof meta?.[key] === 'string')
      const more = Object.keys(meta ?? {}).filter((key) => !wanted.includes(key))
      if (meta?.cliMessage !== undefined && meta.cliMessage !== 'probe first')
        return { reading: 'another message', detail: 'the message is not that of the upload' }
      return { reading: there.join(', ') || 'none of them', detail: `also ${more.sort().join(', ') || 'nothing'}` }
    },
  },
  {
    id: 'variables-while-building',
    believed: "A build does not see the service's variables.",
    reading: 'not seen',
    how: 'builds with a command that writes down a variable, and asks the service what was written',
    option: 'buildVariables',
    async test(scene) {
      const { id } = await first(scene)
      const built = await scene.once('built', async () =>
        scene.until('an answer of the service', async () => await scene.ask()),
      )
      if (built.deployment !== id && built.label !== 'first') throw new Unclear('another deployment answered')
      if (built.built === null) throw new Unclear('the build command did not run')
      return { reading: built.built === 'one' ? 'seen' : 'not seen' }
    },
  },
  {
    id: 'traffic-while-overlapping',
    believed: 'While a new deployment and the one that it replaces both run, the new one gets all requests.',
    reading: 'the new one',
    how: 'asks again and again in the middle of an overlap who answers',
    option: 'overlapRouting',
    async test(scene) {
      await first(scene)
      // Asked before the second one is there.
      await scene.once('built', () => scene.until('an answer of the service', async () => await scene.ask()))
      const { id, before, answered } = await second(scene)
      const [news, olds] = [id, before].map((each) => answered.filter((one) => one === each).length)
      if (!news && !olds) throw new Unclear('nobody answered during the overlap')
      const reading = !olds ? 'the new one' : !news ? 'the old one' : 'both'
      return { reading, detail: `${news} by the new one, ${olds} by the old one` }
    },
  },
  {
    id: 'variables-of-a-rollback',
    believed: 'A rollback runs with the variables of the deployment that it brings back.',
    reading: 'those of then',
    how: 'changes a variable between two deployments, rolls back with a project token and asks the service for its value',
    option: 'rollbackVariables',
    async test(scene) {
      const { seen } = await rolledBack(scene)
      const { value } = await scene.until('an answer of the rollback', async () => {
        const answer = await scene.ask()
        return answer?.deployment === seen.id ? answer : undefined
      })
      return { reading: value === 'one' ? 'those of then' : value === 'two' ? 'those of now' : 'others' }
    },
  },
  {
    id: 'rollback-is-new',
    believed: 'A rollback is a new deployment of the kept image, and a project token may ask for it.',
    reading: 'a new deployment of the same image',
    how: 'compares the images in the records of a rollback and of what it brings back',
    async test(scene) {
      const { settled } = await first(scene)
      const { seen, target } = await rolledBack(scene)
      if (image(seen) === undefined || image(settled) === undefined) throw new Unclear('a record names no image')
      const same = image(seen) === image(settled) ? 'the same image' : 'another image'
      return { reading: `${seen.id === target ? 'the old deployment' : 'a new deployment'} of ${same}` }
    },
  },
  {
    id: 'redeploy-runs-what-ran',
    believed: 'serviceInstanceRedeploy runs the image of the newest deployment again, and ends as SUCCESS.',
    reading: 'the newest image',
    how: 'asks for it with a project token and compares the images in the records',
    async test(scene) {
      const newest = image((await rolledBack(scene)).seen)
      const before = await known(scene)
      await scene.asProject.request(instanceRedeploy, scene.place)
      const again = image(await began(scene, before))
      if (newest === undefined || again === undefined) throw new Unclear('a record names no image')
      return { reading: again === newest ? 'the newest image' : 'another image' }
    },
  },
  {
    id: 'two-at-once',
    believed: 'A deployment that is on its way when a newer one begins is taken off its way.',
    reading: 'the older one is taken off',
    how: 'uploads twice without a pause and looks how the first one ends',
    option: 'concurrentDeployments',
    async test(scene) {
      await first(scene)
      const [olderFiles, newerFiles] = await Promise.all(['older', 'newer'].map((label) => scene.raw.archive(label)))
      if (olderFiles === undefined || newerFiles === undefined) throw new RangeError('two were packed')
      const older = await scene.send(olderFiles, 'probe older')
      const newer = await scene.send(newerFiles, 'probe newer')
      const { status } = await scene.settled(newer)
      if (status !== 'SUCCESS') throw new Unclear(`the newer one ended as ${status}`)
      const { status: ended } = await scene.settled(older)
      const reading = (await tookItsTurn(scene, older)) ? 'both in turn' : 'the older one is taken off'
      return { reading, detail: `the older one ended as ${ended}` }
    },
  },
  {
    id: 'upload-cut-off',
    believed:
      'An upload whose connection breaks halfway leaves no deployment behind, or one that fails; which, is not known.',
    reading: 'no deployment',
    how: 'breaks an upload off in the middle and looks for a deployment with its message',
    async test(scene) {
      await first(scene)
      await breakOff(scene, 'probe cut off')
      await scene.pause(scene.times.graceMs)
      const found = (await scene.deployments()).all.find(({ meta }) => meta?.cliMessage === 'probe cut off')
      if (found === undefined) return { reading: 'no deployment' }
      return { reading: 'a deployment', detail: `it ended as ${(await scene.settled(found.id)).status}` }
    },
  },
]

/** Whether a deployment ever served: only then it could be rolled back to. */
async function tookItsTurn({ client }: Scene, id: string): Promise<boolean> {
  const { deployment } = await client.request(deploymentById, { id })
  return deployment.canRollback || deployment.status === 'SUCCESS'
}

/** Sends half of an upload and breaks the connection. */
async function breakOff(scene: Scene, message: string): Promise<void> {
  const url = scene.raw.url(scene.place, message)
  const body = Buffer.from(await scene.raw.archive('cut'))
  const headers = { ...scene.raw.headers(), 'content-type': 'application/gzip', 'content-length': body.length }
  const send = url.protocol === 'https:' ? encrypted : plain
  await new Promise<void>((resolve) => {
    const sending = send(url, { method: 'POST', headers, signal: scene.signal }, (answer) => answer.resume())
    // Its own break is what this is about.
    sending.on('error', () => sending.destroy())
    sending.on('close', () => resolve())
    sending.write(body.subarray(0, body.length / 2), () => sending.destroy())
  })
  scene.signal.throwIfAborted()
}
