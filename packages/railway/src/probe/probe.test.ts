import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack, writeManifest } from '@kickai/bundle'
import { type OptionsInput, type RunningPlatform, startPlatform } from '@kickai/railway-local'
import { introspectionFromSchema } from 'graphql'
import { expect, type TestContext, test } from 'vitest'
import { createRailwayClient } from '../client/client.ts'
import type { SignatureIndex, TypeSignature } from '../signatures/index-shape.ts'
import { schemaOfIndex } from '../signatures/schema-of-index.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { behaviours } from './behaviours/all.ts'
import { cleanUp, type ProbeOptions, type ProbeResult, runProbe } from './run.ts'
import { compareSchema } from './schema-check.ts'

type Ending = Pick<TestContext, 'onTestFinished'>

async function folderOf({ onTestFinished }: Ending): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-probe-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Runs the probe on an embedded platform that has these readings. */
async function probed(ending: Ending, readings: OptionsInput, more: Partial<ProbeOptions> = {}) {
  const folder = await folderOf(ending)
  const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0, options: readings })
  ending.onTestFinished(() => platform.stop())
  const secrets: string[] = []
  const result = await runProbe({
    connection: { endpoint: platform.url, token: { kind: 'account', value: platform.accountToken } },
    projectName: 'kickai-probe-test',
    signal: new AbortController().signal,
    onSecret: (value) => secrets.push(value),
    async pack(files) {
      const bundle = await mkdtemp(join(folder, 'bundle-'))
      for (const [path, text] of Object.entries(files)) await writeFile(join(bundle, path), text)
      await writeManifest(bundle, {})
      return await pack(bundle)
    },
    ...more,
  })
  return { result, platform, secrets }
}

function readings({ behaviours: all }: ProbeResult) {
  return Object.fromEntries(all.map(({ id, outcome, found, why }) => [id, outcome === 'not tested' ? why : found]))
}

async function projectsOf({ url, accountToken }: RunningPlatform): Promise<readonly object[]> {
  const token = { kind: 'account', value: accountToken } as const
  return await createWorkspace(createRailwayClient({ endpoint: url, token })).projects()
}

/** By behaviour: the readings with the embedded platform's defaults, and with its options turned round. */
const expected: { readonly [id: string]: readonly [byDefault: string, turned?: string] } = {
  'token-uploads': ['uploads, reads logs'],
  'image-in-record': ['at once', 'when settled'],
  'record-of-an-upload': ['cliMessage, imageDigest, reason'],
  'variables-while-building': ['not seen', 'seen'],
  'traffic-while-overlapping': ['the new one', 'the old one'],
  'variables-of-a-rollback': ['those of then', 'those of now'],
  'rollback-is-new': ['a new deployment of the same image'],
  'redeploy-runs-what-ran': ['the newest image'],
  'two-at-once': ['the older one is taken off', 'both in turn'],
  'upload-cut-off': ['no deployment'],
  'deleting-a-variable': ['deploys nothing', 'deploys'],
  'record-of-a-change': ['deploys, no patchId'],
  'no-replicas-in-a-region': ['refused'],
  'source-without-image': ['takes it off', 'does nothing'],
  'gigabyte-of-memory': ['1000000000 bytes'],
  'scheduled-between-runs': ['active', 'not active'],
  'errors-in-messages': ['status 200, "not found"'],
  'project-token-rights': ['reads its project, makes a service'],
  'environments-in-haste': ['allowed', 'refused for a while'],
  'upload-without-instance': ['status 404'],
  'fork-before-its-services': ['services are there at once', 'services come later'],
  'change-set-joins': ['the same service'],
  'patch-adds-instance': ['put there'],
}

test.concurrent('each reading that the embedded platform was given is the one that is found, and nothing is left', async (ending) => {
  const { result, platform, secrets } = await probed(ending, {})
  expect(result.ended).toBeUndefined()
  const tested = result.behaviours.filter(({ outcome }) => outcome !== 'not tested')
  expect(readings({ ...result, behaviours: tested })).toEqual(
    Object.fromEntries(Object.entries(expected).map(([id, [reading]]) => [id, reading])),
  )
  expect(result.behaviours).toHaveLength(behaviours.length)
  expect(result.behaviours.every(({ outcome, why }) => outcome !== 'not tested' || why)).toBe(true)
  // What the embedded platform offers is a part of Railway's schema, and holds all that is asked for.
  expect(result.schema).toMatchObject({ breaks: [] })
  expect(result.schema?.differences).toContainEqual(expect.stringContaining('ServiceCreateInput'))
  expect(result).toMatchObject({ cleaned: true })
  expect(result.requests).toBeGreaterThan(50)
  expect(await projectsOf(platform)).toEqual([])
  expect(secrets).toHaveLength(1)
}, 60_000)

test.concurrent('turned round, each reading is the other one', async (ending) => {
  const turned = Object.entries(expected).filter(([, [, other]]) => other !== undefined)
  const { result } = await probed(
    ending,
    {
      imageInMeta: 'when-settled',
      buildVariables: true,
      overlapRouting: 'old',
      rollbackVariables: 'current',
      concurrentDeployments: 'queue',
      variableDeleteDeploys: true,
      cronBetweenRuns: 'inactive',
      environmentPauseMs: 2000,
      forkServicesMs: 700,
      sourceWithoutImage: 'nothing',
    },
    { only: turned.map(([id]) => id) },
  )
  expect(readings(result)).toEqual(Object.fromEntries(turned.map(([id, [, reading]]) => [id, reading])))
  expect(result.cleaned).toBe(true)
  const options = result.behaviours.map(({ option }) => option)
  expect(options).not.toContain(undefined)
}, 60_000)

test.concurrent('traffic that both get is seen as such', async (ending) => {
  const { result } = await probed(ending, { overlapRouting: 'mixed' }, { only: ['traffic-while-overlapping'] })
  expect(readings(result)).toEqual({ 'traffic-while-overlapping': 'both' })
}, 30_000)

test.concurrent('called off in the middle it deletes what it made', async (ending) => {
  const controller = new AbortController()
  const onBegin = ({ id }: { readonly id: string }) => {
    if (id === 'image-in-record') setTimeout(() => controller.abort(new Error('called off')), 100)
  }
  const only = ['errors-in-messages', 'image-in-record']
  const { result, platform } = await probed(ending, {}, { signal: controller.signal, only, onBegin })
  expect(result.ended).toBeDefined()
  expect(result).toMatchObject({ cleaned: true })
  expect(result.behaviours.find(({ id }) => id === 'errors-in-messages')).toMatchObject({
    outcome: 'not tested',
    why: 'the probe ended before it',
  })
  expect(await projectsOf(platform)).toEqual([])
}, 30_000)

test('what could not be deleted is said, with its name and why', async () => {
  const project = { id: 'p', name: 'kickai-probe-1' }
  const stuck = {
    projects: async () => [project, { id: 'other', name: 'shop' }],
    deleteProject: async (id: string) => {
      expect(id).toBe('p')
      throw new Error('Railway said no.')
    },
  }
  expect(await cleanUp(stuck, project.name, 1)).toMatch(
    /kickai-probe-1 could not be deleted: Railway said no\..*dashboard/,
  )
  // Gone though the answer was lost.
  let there = true
  const lost = {
    projects: async () => (there ? [project] : []),
    async deleteProject() {
      there = false
      throw new Error('The connection broke.')
    },
  }
  expect(await cleanUp(lost, project.name, 1)).toBeUndefined()
})

test('what the live schema has otherwise is told: what kickai asks and it refuses, and what has changed', () => {
  const index: SignatureIndex = JSON.parse(
    readFileSync(join(import.meta.dirname, '../signatures/generated/signatures.json'), 'utf8'),
  )
  const live = (change: (types: { [name: string]: TypeSignature }) => void) => {
    const types = structuredClone(index.types) as { [name: string]: TypeSignature }
    change(types)
    return compareSchema(introspectionFromSchema(schemaOfIndex({ ...index, types }), { descriptions: false }))
  }
  expect(live(() => {})).toMatchObject({ breaks: [], differences: [] })
  const changed = live((types) => {
    const { Deployment, ServiceCreateInput } = types
    if (Deployment?.kind !== 'object' || ServiceCreateInput?.kind !== 'input')
      throw new TypeError('the index is another')
    const { canRollback, ...fields } = Deployment.fields
    types.Deployment = { ...Deployment, fields }
    types.ServiceCreateInput = { kind: 'input', fields: { ...ServiceCreateInput.fields, team: 'String!' } }
  })
  expect(changed.breaks).toContainEqual(expect.stringMatching(/^DeploymentById: Cannot query field "canRollback"/))
  expect(changed.differences).toEqual(
    expect.arrayContaining(['Deployment.canRollback is gone', 'ServiceCreateInput.team is new']),
  )
})
