import type { GithubDouble } from '../testing/github.ts'
import type { Report } from './run/report.ts'
import { type Repository, selection } from './run/repository.ts'
import type { RunEnd } from './run/run-workflow.ts'
import type { Run } from './run/start-runs.ts'

interface Scene {
  readonly say: (line: string) => void
  readonly report: Report
  readonly repository: Repository
  readonly github: GithubDouble
  readonly run: Run
}

/** What is checked, tested and built before anything may be released. `proposed` is a commit whose tests are kept to few files. */
export async function checkScenarios({ say, report, repository, github, run }: Scene, proposed: string): Promise<void> {
  say(`Tests of a job are kept to ${selection.length} files, one for each part: ${selection.join(', ')}`)
  const toldNothing = () => github.commitStatuses.length + github.deployments.length === 0
  const text = repository.read('.github/workflows/deploy.yml')
  const named = [...text.matchAll(/\bsecrets\.(\w+)/g)].map(([, name = '']) => [name, `planted-${name}`])
  const request = await run('pull_request', 'proposal', proposed, { secrets: { '': Object.fromEntries(named) } })
  report.scenario(
    'a pull request, without secrets',
    request,
    { check: 'success', test: 'success', coverage: 'success', build: 'success' },
    ['no step was handed a secret, though there are some', Object.values(request).every((end) => !end.hadSecrets)],
    ['GitHub was told nothing', toldNothing()],
    [
      'one report of coverage has the tests of all four parts',
      passedIn(request.test) >= selection.length && passedIn(request.coverage) === passedIn(request.test),
    ],
    ['the build told its digest', /^sha256:[0-9a-f]{64}$/.test(request.build?.outputs.digest ?? '')],
  )

  const broken = `import { expect, test } from 'vitest'\ntest('bad', () => expect(1).toBe(2))\n`
  const failing = repository.commit('failing', 'A failing test', { [selection[1] ?? '']: broken })
  report.scenario(
    'a failing test, pushed to testing',
    await run('push', 'testing', failing, { taken: { check: {}, build: { digest: '' } } }),
    { check: 'success', test: 'failure', build: 'success' },
    ['nothing was released', toldNothing()],
  )
}

/** How many tests the parts of a job have passed, by the last line of each run of the tests. */
function passedIn(end: RunEnd[string] | undefined): number {
  const counts = [...(end?.log ?? '').matchAll(/^(\d+) passed, 0 failed/gm)].map(([, count]) => Number(count))
  return counts.reduce((sum, count) => sum + count, 0)
}
