import { expect, test } from 'vitest'
import type { DeploymentRecord, ServiceView } from '../ports/platform.ts'
import { recognise } from './rebuild.ts'

const digest = `sha256:${'a'.repeat(64)}`
const record = (id: string, more: Partial<DeploymentRecord> = {}): DeploymentRecord => ({
  id,
  phase: 'serving',
  status: 'SUCCESS',
  createdAt: 1,
  restorable: true,
  stopped: false,
  ...more,
})
const view = (active: string[], ...deployments: DeploymentRecord[]): ServiceView => ({ active, deployments })
const ours = `kickai rel_1 web new rel_1 ${digest}`

test('what runs is recognised by its own label, or by that of a deployment with the same image', () => {
  const label = { service: 'web', release: 'rel_1', digest }
  const uploaded = record('d1', { message: ours, image: 'i1' })
  expect(recognise('web', 'web', view(['d1'], uploaded))).toEqual({
    known: 'running',
    deployment: 'd1',
    label,
    createdAt: 1,
  })
  const again = record('d2', { image: 'i1', createdAt: 2 })
  expect(recognise('web', 'web', view(['d2'], again, uploaded))).toMatchObject({
    deployment: 'd2',
    label,
    createdAt: 2,
  })
  const scheduled = view([], record('d3', { message: ours.replace('web', 'night') }), uploaded)
  expect(recognise('night', 'cron', scheduled)).toMatchObject({ known: 'running', deployment: 'd3' })
})

test.each([
  ['a message of somebody else', view(['d1'], record('d1', { message: 'by hand', image: 'i1' })), /no id of a release/],
  [
    'somebody’s message over our image',
    view(['d2'], record('d2', { message: 'by hand', image: 'i1' }), record('d1', { message: ours, image: 'i1' })),
    /no id of a release/,
  ],
  [
    'an image of its own',
    view(['d2'], record('d2', { image: 'i2' }), record('d1', { message: ours, image: 'i1' })),
    /no id of a release/,
  ],
  ['no image told', view(['d2'], record('d2'), record('d1', { message: ours })), /no id of a release/],
  ['the label of another service', view(['d1'], record('d1', { message: ours.replace('web', 'api') })), /no id/],
  ['two at once', view(['d1', 'd2'], record('d1', { message: ours }), record('d2', { message: ours })), /several/],
  ['one without a record', view(['d9']), /no record/],
])('not recognised: %s', (_name, seen, why) => {
  expect(recognise('web', 'web', seen)).toEqual({ known: 'not', why: expect.stringMatching(why) })
})

test('where nothing runs there is nothing to recognise', () => {
  expect(recognise('web', 'web', view([], record('d1', { message: ours })))).toEqual({ known: 'nothing runs' })
})

test('whose an image of a registry is nobody can know, and that is said; what has a label is recognised beside it', () => {
  const image = `registry.example/shop@${digest}`
  const ran = record('d2', { image: digest })
  expect(recognise('web', 'web', { ...view(['d2'], ran), image })).toEqual({
    known: 'not',
    why: `web runs the image ${image}, whose deployments carry no id of a release`,
    image,
  })
  const uploaded = record('d1', { message: ours, image: 'i1' })
  expect(recognise('web', 'web', { ...view(['d1'], ran, uploaded), image })).toMatchObject({ known: 'running' })
  const again = record('d3', { image: 'i1' })
  expect(recognise('web', 'web', { ...view(['d3'], again, ran, uploaded), image })).toMatchObject({ known: 'running' })
  const byHand = record('d4', { image: digest, message: 'by hand' })
  expect(recognise('web', 'web', { ...view(['d4'], byHand), image })).not.toHaveProperty('image')
})
