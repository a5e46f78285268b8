import { cancel, intro, isCancel, select, text } from '@clack/prompts'
import { CommandError } from '../error/command-error.ts'
import type { WorkerProcess } from './kinds.ts'

/** What is asked for; what was found is the answer that Enter gives. */
export interface Suggested {
  readonly name: string
  readonly start?: string
  readonly build?: string
  readonly workers: readonly WorkerProcess[]
  readonly health: string
  readonly identity: 'proven' | 'attested'
}

/** Asks for each point, with what was found as the answer that Enter gives. */
export async function askFor(suggested: Suggested): Promise<Suggested> {
  intro('kickai reads this repository and writes its configuration.')
  const name = await asked('Name', suggested.name, (value) =>
    /^[a-z][a-z0-9-]{0,39}$/.test(value) ? undefined : 'Lower-case letters, digits and "-"; a letter first.',
  )
  const start = await asked('How is the service started?', suggested.start ?? '', (value) =>
    value.trim() === '' ? 'A command is wanted, such as: node server.js' : undefined,
  )
  const build = await asked('What makes its files? (empty: the commit as it is)', suggested.build ?? '')
  const health = await asked('Which path answers 200 while it is well?', suggested.health, (value) =>
    /^\/\S*$/.test(value) ? undefined : 'A path that begins with "/" is wanted.',
  )
  const identity = await select({
    message: 'Does that path answer with RAILWAY_DEPLOYMENT_ID?',
    initialValue: suggested.identity,
    options: [
      { value: 'proven' as const, label: 'Yes: a release proves who answers' },
      { value: 'attested' as const, label: 'No: the platform is believed' },
    ],
  })
  return {
    name,
    workers: suggested.workers,
    start,
    ...(build !== '' && { build }),
    health,
    identity: given(identity),
  }
}

async function asked(
  message: string,
  initialValue: string,
  wrong: (value: string) => string | undefined = () => undefined,
) {
  return given(
    await text({ message, initialValue, defaultValue: initialValue, validate: (value) => wrong(value ?? '') }),
  )
}

/** Ctrl-C in a question leaves everything as it was. */
function given<Value>(answer: Value): Exclude<Value, symbol> {
  if (!isCancel(answer)) return answer as Exclude<Value, symbol>
  cancel('Nothing was written.')
  throw new CommandError('usage', 'The questions were broken off.', {
    wayOut: 'Answer them, or take what was found with "kickai init --yes".',
  })
}
