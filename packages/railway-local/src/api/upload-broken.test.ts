import { request } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Place, World } from '../fixtures/world.ts'

/** Begins an upload and leaves in the middle of it, or before anything of it came. */
async function leave({ world, ids }: Place, turns: number): Promise<void> {
  const path = `/project/${ids.projectId}/environment/${ids.environmentId}/up?serviceId=${ids.serviceId}`
  const headers = { ...world.account, 'content-type': 'application/gzip', 'content-length': 100_000 }
  const { hostname, port } = new URL(world.platform.url)
  await new Promise<void>((resolve) => {
    const sending = request({ hostname, port, path, method: 'POST', headers })
    // That it breaks is what it is for.
    sending.on('error', () => sending.destroy())
    sending.on('close', () => resolve())
    sending.write(Buffer.from([0x1f, 0x8b, 8, 0]), async () => {
      for (let each = 0; each < turns; each++) await turn()
      sending.destroy()
    })
  })
}

test('clients that leave in the middle of an upload, whenever, leave the platform as it was', async () => {
  const world = await World.start()
  onTestFinished(() => world.end())
  const place = await world.place()
  const { pid } = world.platform
  for (let round = 0; round < 5; round++)
    await Promise.all(Array.from({ length: 20 }, (_, turns) => leave(place, turns * 3)))
  await place.ship('after')
  expect((await world.again()).pid).toBe(pid)
}, 30_000)
