import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readValues } from './files.ts'
import { readWorkflow } from './read.ts'
import type { Stage } from './run-job.ts'
import { runWorkflow } from './run-workflow.ts'

const root = join(import.meta.dirname, '../../..')
const head = 'name: x\non: push\npermissions: {}\njobs:\n'
const job = (id: string, steps: string, more = '') =>
  `  ${id}:\n    runs-on: ubuntu-latest\n    timeout-minutes: 1\n    permissions: {}\n${more}    steps:\n${steps}`

/** Runs a workflow of these jobs, with a secret that only the environment `live` has. */
async function run(jobs: string, onStep?: Stage['onStep']) {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const contexts = { github: { event_name: 'push', token: 'planted' }, inputs: {} }
  const secrets = { live: { KEY: 'of-live' } }
  const stage = {
    folder,
    origin: '',
    packages: '',
    contexts,
    secrets,
    variables: process.env,
    ...(onStep && { onStep }),
  }
  return await runWorkflow(readWorkflow(head + jobs), stage)
}

test('steps hand on outputs, paths and variables; jobs get their environment’s secrets alone and what they need', async () => {
  const first = `      - id: a
        run: echo "digest=d1" >> "$GITHUB_OUTPUT"; echo "WORD=w1" >> "$GITHUB_ENV"; echo "| row |" >> "$GITHUB_STEP_SUMMARY"
      - run: test "$WORD" = w1 && test -z "$KEY" && test -z "\${GITHUB_TOKEN:-}"
        env:
          KEY: \${{ secrets.KEY }}
`
  const second = `      - run: test "$DIGEST$KEY" = d1of-live
        env:
          DIGEST: \${{ needs.one.outputs.digest }}
          KEY: \${{ secrets.KEY }}
`
  const outputs = `    outputs:\n      digest: \${{ steps.a.outputs.digest }}\n`
  const more = `    needs: one\n    environment:\n      name: live\n      url: http://\${{ needs.one.outputs.digest }}\n`
  const ends = await run(job('one', first, outputs) + job('two', second, more))
  expect(ends).toMatchObject({
    one: { result: 'success', summary: '| row |\n', hadSecrets: false },
    two: { result: 'success', hadSecrets: true, url: 'http://d1' },
  })
})

test('after a failure only those steps and jobs run that ask for it; a step that is cancelled leaves the job cancelled', async () => {
  const steps = `      - id: bad
        run: exit 3
      - run: echo never
      - if: always() && steps.bad.outcome == 'failure'
        run: echo afterwards
`
  const failed = await run(job('one', steps) + job('two', '      - run: echo\n', '    needs: one\n'))
  expect(failed.one?.steps.map(({ outcome }) => outcome)).toEqual(['failure', 'skipped', 'success'])
  expect(failed.two?.result).toBe('skipped')
  const waits = '      - run: exec sleep 60\n      - if: cancelled()\n        run: echo afterwards\n'
  const cancelled = await run(job('one', waits), (name, { cancel }) => void (name.includes('sleep') && cancel()))
  expect(cancelled.one).toMatchObject({ result: 'cancelled', steps: [{}, { outcome: 'success' }] })
  const lost = await run(job('one', waits), (_name, { lose }) => lose())
  expect(lost.one).toMatchObject({ result: 'cancelled', steps: [{ outcome: 'cancelled' }] })
})

test('what is not known here is refused, and our own workflow is known', async () => {
  expect(() => readWorkflow(head + job('one', '      - run: x\n', '    container: y\n'))).toThrow('container')
  await expect(run(job('one', '      - uses: some/action@v1\n'))).rejects.toThrow('Nothing plays')
  const other = '      - uses: actions/checkout@v1\n        with:\n          submodules: true\n'
  await expect(run(job('one', other))).rejects.toThrow('submodules')
  expect(Object.keys(readWorkflow(readFileSync(join(root, '.github/workflows/deploy.yml'), 'utf8')).jobs)).toHaveLength(
    8,
  )
})

test('a job that releases does so in its environment, after what must be good before, and alone there', () => {
  const { jobs } = readWorkflow(readFileSync(join(root, '.github/workflows/deploy.yml'), 'utf8'))
  const releasing = Object.entries(jobs).filter(([, { permissions }]) => permissions.deployments !== undefined)
  expect(releasing.map(([id]) => id)).toEqual(['testing', 'staging', 'production', 'operate'])
  for (const [id, { needs, environment, concurrency }] of releasing) {
    expect(environment?.name).toBe(id === 'operate' ? `\${{ inputs.environment }}` : id)
    expect(concurrency).toEqual({ group: `kickai-${environment?.name}`, 'cancel-in-progress': false })
    expect(needs).toEqual(id === 'operate' ? [] : ['check', 'test', 'build'])
  }
})

test('what is kept is handed on as GitHub does it: apart by name unless merged, hidden files and names taken only where that is said', async () => {
  const keep = (name: string, path: string, more = '') =>
    `      - uses: actions/upload-artifact@v1\n        with:\n          name: ${name}\n          path: ${path}\n${more}`
  const take = (more: string) =>
    `      - uses: actions/download-artifact@v1\n        with:\n          path: got\n          ${more}\n`
  const made = '      - run: mkdir a .b; echo 1 > a/one; echo 2 > .b/two\n'
  const hidden = '          include-hidden-files: true\n'
  const needs = '    needs: one\n'
  const ends = await run(
    job('one', made + keep('x1', 'a') + keep('x2', '.b', hidden)) +
      job('apart', `${take('pattern: x*')}      - run: test -f got/x1/one && test -f got/x2/two\n`, needs) +
      job('named', `${take('name: x1')}      - run: test -f got/one\n`, needs) +
      job('hidden', made + keep('x3', '.b')) +
      job('absent', keep('x4', 'none', '          if-no-files-found: error\n')) +
      job('taken', made + keep('x1', 'a'), needs),
  )
  const results = Object.entries(ends).map(([name, { result }]) => [name, result])
  const [success, failure] = ['success', 'failure']
  const good = { one: success, apart: success, named: success }
  expect(Object.fromEntries(results)).toEqual({ ...good, hidden: failure, absent: failure, taken: failure })
})

test('a step’s file is read as GitHub reads it', () => {
  expect(readValues('a=1\nb<<END\ntwo\nlines\nEND\nc=\n')).toEqual({ a: '1', b: 'two\nlines', c: '' })
  expect(() => readValues('no sign')).toThrow(SyntaxError)
  expect(() => readValues('a<<END\nopen')).toThrow(SyntaxError)
})
