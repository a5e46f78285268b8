// npm run workflows: runs the jobs of .github/workflows/deploy.yml here, step by step in fresh clones of HEAD, against the embedded
// Railway, a journal in Firestore (the emulator) for one environment and in PostgreSQL for the others, and a double of GitHub's API;
// and says what each scenario showed. A few minutes.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlatform } from '@kickai/railway-local'
import { startGithub } from '../testing/github.ts'
import { checkScenarios } from './check-scenarios.ts'
import { releaseScenarios } from './release-scenarios.ts'
import { startJournals } from './run/journals.ts'
import { Report } from './run/report.ts'
import { Repository } from './run/repository.ts'
import { proposeFewerTests, startRuns, token } from './run/start-runs.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)
const begun = performance.now()
const report = new Report(say)
const folder = mkdtempSync(join(tmpdir(), 'kickai-workflows-'))
const journals = await startJournals()
const platform = await startPlatform({ directory: join(folder, 'platform'), port: 0 })
const github = await startGithub('team/shop', token)

try {
  report.hidden.push(token)
  const repository = new Repository(join(import.meta.dirname, '../..'), join(folder, 'origin'))
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|GITHUB_|RAILWAY_|CI$)/i.test(name))
  const quick = { npm_config_loglevel: 'error', npm_config_prefer_offline: 'true' }
  const variables = { ...Object.fromEntries(own), ...quick, ...journals.variables }
  const proposed = proposeFewerTests(repository)
  const run = startRuns(repository, { folder, github, variables })
  await checkScenarios({ say, report, repository, github, run }, proposed)
  say(journals.said)
  await releaseScenarios({ say, report, repository, github, run, platform, journals, variables })
  const took = `${((performance.now() - begun) / 1_000).toFixed(0)} s in all`
  say(`${report.failed === 0 ? 'All ended as they should' : `${report.failed} did not end as they should`}; ${took}.`)
} finally {
  github.stop()
  await platform.stop()
  await journals.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
process.exit(report.failed === 0 ? 0 : 1)
