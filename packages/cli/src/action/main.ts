// The action of GitHub Actions (action.yml): called for its step, and once more after the job, by a file of its own (pack/action.ts),
// since a first call that was broken off at once has noted nothing, and must not be made again. The second call carries on what the
// first one left before its end, be it that the job was cancelled.

import { appendFileSync } from 'node:fs'
import { quietWarnings } from '../program/warnings.ts'
import { readInputs } from './inputs.ts'

quietWarnings()
const { env } = process
const isAfterTheJob = env.KICKAI_AFTER_THE_JOB === 'true'
delete env.KICKAI_AFTER_THE_JOB
// What the first call notes comes to the second one in variables of these names.
const wasLeft = env.STATE_begun === 'true' && env.STATE_ended !== 'true'
if (isAfterTheJob && !wasLeft) process.exit(0)
const asked = readInputs(env)
if ('problems' in asked) {
  for (const problem of asked.problems) process.stdout.write(`::error::${problem}\n`)
  process.exit(2)
}
process.chdir(asked.folder)
if (asked.token !== undefined) {
  process.stdout.write(`::add-mask::${asked.token.value}\n`)
  env[asked.token.name] = asked.token.value
}
// Inputs are variables too; none of the processes that are started from here is to find the token there.
for (const name of Object.keys(env)) if (name.startsWith('INPUT_')) delete env[name]
const { main } = await import('../program/main.ts')
if (!isAfterTheJob) {
  note('begun')
  const code = await main(asked.words)
  // What failed may have left a release before its end, whatever it says: after the job the journal is asked.
  if (code === 0) note('ended')
  process.exit(code)
}
const changes = asked.words[0] !== 'doctor'
process.exit(changes ? await main(['resume', ...(asked.environment ? ['--in', asked.environment] : [])]) : 0)

function note(what: 'begun' | 'ended'): void {
  if (env.GITHUB_STATE) appendFileSync(env.GITHUB_STATE, `${what}=true\n`)
}
