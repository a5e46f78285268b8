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

const live = {
  environment: 'testing',
  verdict: 'live',
  identity: 'proven',
  digest: 'sha256:1',
  url: 'http://127.0.0.1:1',
  health: { status: 'healthy' },
}
const rehearsal = { verdict: 'rolled back', caughtSeconds: 0.5, backSeconds: 1, requests: 9, lost: 0 }
const document = { schemaVersion: 1, environments: [live, live, live], rehearsal }

test('a good document has no problems', () => {
  expect(documentProblems(JSON.stringify(document), 0)).toEqual([])
})

test.each([
  [{ environments: [live, live] }, '2 of 3 environments are live and proven'],
  [{ environments: [live, live, { ...live, digest: 'sha256:2' }] }, '2 digests'],
  [{ environments: [live, live, { ...live, url: undefined }] }, 'testing has no address'],
  [{ environments: [live, live, { ...live, health: { status: 'degraded' } }] }, 'of its health degraded'],
  [{ schemaVersion: 2 }, 'schemaVersion is 2'],
  [{ rehearsal: { ...rehearsal, lost: 3 } }, 'the rehearsal lost 3 requests'],
  [{ rehearsal: { ...rehearsal, verdict: 'live' } }, 'the rehearsal ended as live'],
  [{ rehearsal: { ...rehearsal, requests: 0 } }, 'the rehearsal had no users'],
  [{ rehearsal: { ...rehearsal, caughtSeconds: undefined } }, 'the rehearsal measured no rescue'],
  [{ rehearsal: undefined }, 'there was no rehearsal'],
])('a document is judged: %j', (change, problem) => {
  expect(documentProblems(JSON.stringify({ ...document, ...change }), 0)).toEqual([expect.stringContaining(problem)])
})

test.each([
  ['', 1, 'npm start ended with 1'],
  ['two {}', 0, 'standard output is not one JSON document'],
])('no document: %s', (stdout, code, problem) => {
  expect(documentProblems(stdout, code)).toEqual([expect.stringContaining(problem)])
})
