import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { manualClock } from '../fixtures/manual-clock.ts'
import { plantedToken, rejection, scene, target } from '../fixtures/scene.ts'
import { until } from '../fixtures/until.ts'

const archive = gzipSync(Buffer.alloc(2_000_000, 'bytes that are sent'))

test('the archive arrives as it is, with service, message and source in the address', async () => {
  const { double, platform } = await scene()
  const answer = { deploymentId: 'deployment-9', url: 'u', logsUrl: 'l', deploymentDomain: 'd' }
  double.script('upload', { status: 200, body: JSON.stringify(answer) })
  expect(await platform.upload(target, archive, 'kickai rel_1 & co')).toEqual({ deployment: 'deployment-9' })
  const [request] = double.requests
  expect(request?.url.pathname).toBe('/project/project-1/environment/environment-1/up')
  expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
    serviceId: 'service-1',
    message: 'kickai rel_1 & co',
    source: 'kickai',
  })
  expect(request?.headers).toMatchObject({ 'content-type': 'application/gzip', 'project-access-token': plantedToken })
  expect(request?.body.equals(archive)).toBe(true)
})

const echo = JSON.stringify({ message: `no ${plantedToken}` })

test.each([
  { step: { status: 400, body: echo }, code: 'upload-refused', acted: 'no', said: 'no [secret]' },
  { step: { status: 413, body: 'too large' }, code: 'upload-too-large', acted: 'no' },
  { step: { status: 401, body: 'Not Authorized' }, code: 'railway-not-authorized', acted: 'no' },
  {
    step: { status: 429, headers: { 'retry-after': '3' }, body: '' },
    code: 'railway-rate-limited',
    acted: 'no',
    retryAfterMs: 3000,
  },
  { step: { status: 429, body: 'error code: 1015' }, code: 'railway-edge-rate-limited', acted: 'no' },
  { step: { status: 418, body: echo }, code: 'railway-refused', acted: 'no' },
  { step: { status: 504, body: echo }, code: 'railway-server-error', acted: 'unknown' },
  { step: { status: 200, body: 'fine' }, code: 'railway-bad-answer', acted: 'unknown' },
  { step: { status: 200, body: '{"deploymentId":""}' }, code: 'railway-bad-answer', acted: 'unknown' },
  { step: { effect: 'lost' }, code: 'railway-connection-lost', acted: 'unknown' },
  { step: { effect: 'half', body: '{"deploymentId":"d"}' }, code: 'railway-connection-lost', acted: 'unknown' },
] as const)('$step: $code, sent once', async ({ step, ...expected }) => {
  const { double, platform } = await scene()
  double.script('upload', step)
  const error = await rejection(platform.upload(target, archive, 'kickai rel_1'))
  expect(error).toMatchObject(expected)
  expect(double.count('upload')).toBe(1)
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(plantedToken)
})

test('without an answer it ends after 90 s, and may have happened', async () => {
  const clock = manualClock()
  const { double, platform } = await scene({ clock })
  double.script('upload', { effect: 'silent' })
  const failed = rejection(platform.upload(target, archive, 'kickai rel_1'))
  await until(() => double.count('upload') === 1)
  clock.advance(89_999)
  expect(clock.sleeping()).toEqual([90_000, 90_000])
  clock.advance(1)
  expect(await failed).toMatchObject({ code: 'railway-too-slow', acted: 'unknown' })
  expect(double.count('upload')).toBe(1)
})

test('under a permit that is its limit, asked for by the size of the archive', async () => {
  const clock = manualClock()
  const { double, platform } = await scene({ clock })
  const asked: number[] = []
  double.script('upload', { effect: 'silent' })
  const permission = async (bytes: number) => {
    asked.push(bytes)
    return { leftMs: () => 7_000 }
  }
  const failed = rejection(platform.upload(target, archive, 'kickai rel_1', permission))
  await until(() => double.count('upload') === 1)
  expect(clock.sleeping()).toEqual([7_000, 7_000])
  clock.advance(7_000)
  expect(await failed).toMatchObject({ code: 'railway-too-slow', acted: 'unknown' })
  expect(asked).toEqual([archive.byteLength])
})
