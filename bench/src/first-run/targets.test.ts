import { expect, test } from 'vitest'
import { documentProblems, type FirstRun, missedTargets, warningsIn } from './targets.ts'

const good: FirstRun = {
  installSeconds: 20,
  installedMegabytes: 400,
  trainSeconds: 12,
  secondStartSeconds: 1.5,
  endSeconds: 2,
  warnings: [],
  processesLeft: 0,
  documentProblems: [],
}

test('a good run misses nothing', () => {
  expect(missedTargets(good)).toEqual([])
})

test.each([
  [{ installSeconds: 60.1 }, 'installSeconds is 60.1, more than 60'],
  [{ installedMegabytes: 601 }, 'installedMegabytes is 601.0, more than 600'],
  [{ secondStartSeconds: undefined }, 'secondStartSeconds: it never came'],
  [{ warnings: ['npm warn one'] }, 'warned: npm warn one'],
  [{ processesLeft: 2 }, '2 processes were left behind'],
  [{ documentProblems: ['npm start ended with 5'] }, 'npm start ended with 5'],
])('%j is missed', (change, sentence) => {
  expect(missedTargets({ ...good, ...change })).toEqual([sentence])
})

test('warnings are found among other lines', () => {
  const stderr = 'installing dependencies\nnpm warn EBADENGINE\n(node:1) DeprecationWarning: old\ntesting live'
  expect(warningsIn(stderr)).toEqual(['npm warn EBADENGINE', '(node:1) DeprecationWarning: old'])
})

const live = { verdict: 'live', identity: 'proven', digest: 'sha256:1' }

test.each([
  ['', 1, 'npm start ended with 1'],
  ['two {}', 0, 'standard output is not one JSON document'],
  [
    JSON.stringify({ environments: [live, live], rehearsal: { lost: 0 } }),
    0,
    '2 of 3 environments are live and proven',
  ],
  [
    JSON.stringify({ environments: [live, live, { ...live, digest: 'sha256:2' }], rehearsal: { lost: 0 } }),
    0,
    '2 digests',
  ],
  [JSON.stringify({ environments: [live, live, live], rehearsal: { lost: 3 } }), 0, 'the rehearsal lost 3 requests'],
  [JSON.stringify({ environments: [live, live, live] }), 0, 'the rehearsal lost an unknown number of requests'],
])('a document is judged: %s', (stdout, code, problem) => {
  expect(documentProblems(stdout, code)).toEqual([expect.stringContaining(problem)])
})
