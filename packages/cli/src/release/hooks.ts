import { createScrub } from '@kickai/railway'
import type { HookEnd, HookRunner } from '@kickai/release'
import { runProcess } from '../build/command/run-process.ts'
import type { Connection, Project } from '../connection/connection.ts'
import type { Progress } from '../output/progress.ts'
import { referencesWithin } from '../secrecy/references.ts'
import { ownVariables, valuesBehind, withoutSecrets } from './hook-variables.ts'
import { referencesIn } from './secrets.ts'

/** What is shown of a hook's output. */
const [mostLines, longestLine] = [200, 2_000]

/**
 * Runs hooks by `/bin/sh -c` in the repository's root: with the caller's environment but for the secrets that the
 * configuration names, and with the hook's own variables. What they write is shown line by line, without secrets.
 */
export function openHooks(project: Project, connection: Connection, progress: Progress): HookRunner {
  return {
    async run(hook, document, signal) {
      const settings = [...connection.settings.values()].flatMap((planned) => referencesIn(planned, ''))
      // Of the vault only what this environment's settings name: nobody asks it for the others.
      const references = referencesWithin([project.configuration, settings]).filter(
        (each) => !each.startsWith('vault:'),
      )
      const all = new Set([...references, ...settings.map(({ reference }) => reference)])
      const values = await valuesBehind([...all], connection.secrets)
      const environment = {
        ...withoutSecrets(project.variables, references, values),
        ...(await ownVariables(hook, connection.secrets)),
      }
      const result = await runProcess({
        file: '/bin/sh',
        arguments: ['-c', hook.command],
        directory: project.configuration.root,
        environment,
        input: `${JSON.stringify(document)}\n`,
        limitMs: hook.limitMs,
        signal,
        log: limitedLog(connection.environment, values, progress),
      })
      return endOf(result)
    },
  }
}

function limitedLog(environment: string, values: readonly string[], progress: Progress): (line: string) => void {
  const scrub = createScrub(values)
  let lines = 0
  return (line) => {
    lines += 1
    if (lines <= mostLines) progress.line(`${environment}  | ${scrub(line).slice(0, longestLine)}`)
    if (lines === mostLines + 1)
      progress.line(`${environment}  | (what it wrote after ${mostLines} lines is not shown)`)
  }
}

function endOf({ ended, how }: Awaited<ReturnType<typeof runProcess>>): HookEnd {
  switch (ended) {
    case 'well':
      return { outcome: 'done', how }
    case 'too slow':
    case 'aborted':
      return { outcome: ended, how }
    case 'badly':
    case 'not found':
      return { outcome: 'failed', how }
  }
}
