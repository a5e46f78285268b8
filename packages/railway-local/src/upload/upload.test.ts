import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveOf, type Entry, serviceArchive, tarOf } from '../fixtures/archive.ts'
import { type Place, World } from '../fixtures/world.ts'

const limits = { uploadLimitBytes: 200_000, unpackedLimitBytes: 1_000_000, unpackedLimitFiles: 20 }
let world: World
let place: Place
beforeAll(async () => {
  world = await World.start(limits)
  place = await world.place()
})
afterAll(() => world.end())

/** What uploads have left in the platform's directory. */
async function kept(): Promise<string[]> {
  const folders = ['incoming', 'snapshots', 'deployments']
  const lists = await Promise.all(folders.map((folder) => readdir(join(world.directory, folder)).catch(() => [])))
  return lists.flat()
}

const packed = (entries: readonly Entry[]) => () => archiveOf(entries)
const file: Entry = { name: './a.txt', content: 'a' }
const link = (name: string, linkname: string): Entry => ({ name, type: 'symlink', linkname })

test.each([
  { what: 'no archive', body: () => Buffer.from('{"not":"an archive"}'), status: 400, says: 'not a whole gzip' },
  { what: 'an empty body', body: () => Buffer.alloc(0), status: 400, says: 'not a whole gzip' },
  { what: 'no gzip', body: () => tarOf([file]), status: 400, says: 'not a whole gzip' },
  { what: 'gzip of no tar', body: () => gzipSync('x'.repeat(2000)), status: 400, says: 'not a whole gzip' },
  {
    what: 'half an archive',
    body: async () => (await serviceArchive('one')).subarray(0, 600),
    status: 400,
    says: 'not a whole gzip',
  },
  {
    what: 'half a tar',
    body: async () => gzipSync((await tarOf([{ ...file, content: 'a'.repeat(5000) }])).subarray(0, 3000)),
    status: 400,
    says: 'not a whole gzip',
  },
  { what: 'no files', body: packed([{ name: './folder', type: 'directory' }]), status: 400, says: 'no files' },
  {
    what: 'a path that goes up',
    body: packed([file, { name: '../out.txt', content: 'x' }]),
    status: 400,
    says: 'leaves its folder',
  },
  {
    what: 'a path that goes up in between',
    body: packed([{ name: 'a/../../out.txt', content: 'x' }]),
    status: 400,
    says: 'leaves its folder',
  },
  {
    what: 'an absolute path',
    body: packed([{ name: '/tmp/kickai-out.txt', content: 'x' }]),
    status: 400,
    says: 'absolute',
  },
  { what: 'a link out', body: packed([file, link('out', '../../..')]), status: 400, says: 'link that leaves' },
  { what: 'an absolute link', body: packed([file, link('out', '/etc')]), status: 400, says: 'link that leaves' },
  {
    what: 'a link out by way of another',
    body: packed([
      { name: 'a/b/c/file', content: 'x' },
      link('a/b/c/top', '../../..'),
      link('out', 'a/b/c/top/../../x'),
    ]),
    status: 400,
    says: 'link',
  },
  { what: 'a link to nothing', body: packed([file, link('lost', 'nowhere')]), status: 400, says: 'link to nothing' },
  {
    what: 'a file through a link',
    body: packed([file, link('here', '.'), { name: 'here/b.txt', content: 'b' }]),
    status: 400,
    says: 'same name',
  },
  {
    what: 'a file over a link',
    body: packed([file, link('b', 'a.txt'), { name: 'b', content: 'b' }]),
    status: 400,
    says: 'same name',
  },
  {
    what: 'a hard link out',
    body: packed([file, { name: 'b', type: 'link', linkname: '../b' }]),
    status: 400,
    says: 'leaves its folder',
  },
  {
    what: 'a device',
    body: packed([file, { name: 'device', type: 'character-device' }]),
    status: 400,
    says: 'neither file',
  },
  {
    what: 'too many bytes',
    body: async () => gzipSync(await tarOf([{ ...file, content: 'x'.repeat(300_000) }]), { level: 0 }),
    status: 413,
    says: 'too large',
  },
  {
    what: 'too many bytes once unpacked',
    body: packed([{ ...file, content: 'x'.repeat(1_100_000) }]),
    status: 413,
    says: 'unpacked',
  },
  {
    what: 'too many files',
    body: packed(Array.from({ length: 21 }, (_, index) => ({ name: `${index}`, content: 'x' }))),
    status: 413,
    says: 'more than 20 files',
  },
])('$what is refused, and nothing is kept of it', async ({ body, status, says }) => {
  const response = await place.send(await body())
  const answer = await response.json()
  expect([response.status, (answer as { message: string }).message]).toEqual([status, expect.stringContaining(says)])
  expect(await kept()).toEqual([])
  expect(await place.history()).toEqual([])
})

test('a body of unknown length is counted as it comes', async () => {
  const bytes = gzipSync(await tarOf([{ ...file, content: 'x'.repeat(300_000) }]), { level: 0 })
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 10_000)
        controller.enqueue(new Uint8Array(bytes.subarray(at, at + 10_000)))
      controller.close()
    },
  })
  const { projectId, environmentId, serviceId } = place.ids
  const url = `${world.platform.url}/project/${projectId}/environment/${environmentId}/up?serviceId=${serviceId}`
  const streamed = { method: 'POST', headers: { ...world.account }, body, duplex: 'half' } as RequestInit
  const response = await fetch(url, streamed)
  expect(response.status).toBe(413)
  expect(await kept()).toEqual([])
})

test('links inside, hard links and folders are taken as they are meant', async () => {
  const more: Entry[] = [
    { name: './sub', type: 'directory' },
    link('./sub/up.txt', '../label.txt'),
    { name: './same.txt', type: 'link', linkname: './label.txt' },
  ]
  const other = await world.place({ startCommand: 'cat sub/up.txt same.txt && node service.mjs' })
  const response = await other.send(await serviceArchive('one', more))
  const { deploymentId } = (await response.json()) as { deploymentId: string }
  await other.until(deploymentId, 'SUCCESS')
  const { deploymentLogs } = await world.run('DeployLogTail', { deploymentId })
  expect(deploymentLogs[0].message).toMatch(/^oneone/)
})

test('an unknown service is 404, and so is a method other than POST', async () => {
  const wrong = place.in('nothing')
  const response = await wrong.send(await serviceArchive('one'))
  expect([response.status, await response.json()]).toEqual([404, { message: 'Service instance not found' }])
})
