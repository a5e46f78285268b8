import { openFingerprints, passingFingerprints } from '@kickai/release'
import { whereIs } from '../connection/connection.ts'
import {
  type ComparedSetting,
  compareSettings,
  isDrifted,
  type SharedValue,
  type ShownSetting,
  sharedValues,
} from '../diff/compare.ts'
import { type LookedAt, lookAtEnvironment } from '../diff/look.ts'
import { CommandError } from '../error/command-error.ts'
import { shortVersion } from '../output/format.ts'
import { table } from '../output/table.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, localOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

/** As of a release that preflight blocks for the same. */
const sharedExitCode = 4
/** The exit codes that --detailed-exitcode gives where something is not as the configuration says, and where nobody can see. */
const driftExitCode = 10
const unknownExitCode = 5

export const diff: Command = {
  name: 'diff',
  summary: 'how the settings of two environments stand to each other, and to what is there; shows no value',
  arguments: [
    { name: 'first', summary: 'an environment' },
    { name: 'second', summary: 'another one' },
  ],
  options: [
    {
      flags: '--detailed-exitcode',
      summary: `exit with ${driftExitCode} where the platform or what is live is not as the configuration says, and with ${unknownExitCode} where that could not be seen`,
    },
    localOption,
  ],
  example: 'diff staging production',
  async run(context, names, options) {
    const project = await loadProject(context)
    const [one, other] = names.map((name) => environmentOf(project, name))
    if (one === undefined || other === undefined || one === other)
      throw new CommandError('usage', 'Two different environments are wanted.')
    const local = options.local === true
    const { progress } = context
    progress.now(`${one.name} and ${other.name}  looking`)
    const journal = project.workspace.journals[whereIs(one, local)]
    // Where there is no journal yet, no plan has shown a version either.
    const fingerprints = await readStore(journal, passingFingerprints(), openFingerprints)
    const [first, second] = await Promise.all([
      lookAtEnvironment(project, one, fingerprints, { local }),
      lookAtEnvironment(project, other, fingerprints, { local }),
    ])
    progress.rest()
    const settings = compareSettings(first, second)
    const shared = sharedValues(first, second)
    const drifted = [first, second].some(isDrifted)
    const unknown = [first, second].some(({ note }) => note !== undefined)
    const detailed = drifted ? driftExitCode : unknown ? unknownExitCode : 0
    return {
      exitCode: shared.length > 0 ? sharedExitCode : options.detailedExitcode === true ? detailed : 0,
      fields: { settings, shared, drifted, environments: [first, second].map(({ settings: _, ...rest }) => rest) },
      lines: linesOf(first, second, settings, shared),
    }
  },
}

function linesOf(
  first: LookedAt,
  second: LookedAt,
  settings: readonly ComparedSetting[],
  shared: readonly SharedValue[],
): string[] {
  const named = {
    'only in the first': `only in ${first.environment}`,
    'only in the second': `only in ${second.environment}`,
  }
  const rows = settings.map(({ service, name, relation, first: here, second: there }) => [
    `  ${service}`,
    name,
    relation in named ? named[relation as keyof typeof named] : relation,
    inShort(here),
    inShort(there),
  ])
  const head = ['  service', 'setting', '', first.environment, second.environment]
  return [
    ...(rows.length > 0 ? table([head, ...rows]) : ['Neither has a setting of its own.']),
    ...shared.map(
      ({ first: here, second: there }) =>
        `${here} of ${first.environment} is the same as ${there} of ${second.environment}, and must not be. (environments-not-apart)`,
    ),
    ...[first, second].flatMap(driftLines),
  ]
}

function inShort(setting: ShownSetting | undefined): string {
  if (setting === undefined) return ''
  return `${setting.kind} ${setting.fingerprint === undefined ? '(not here)' : shortVersion(setting.fingerprint)}`
}

const words = {
  missing: 'is not on the platform',
  changed: 'has another value on the platform than the configuration says',
  extra: 'is on the platform, and the configuration does not name it',
  unseen: 'is sealed on the platform: it is there, and nobody can read its value',
}

function driftLines({ environment, platform, repository, live, note }: LookedAt): string[] {
  const nothing =
    live === undefined ? 'by the journal nothing is live there' : 'what is there is as the configuration says'
  return [
    ...(note === undefined && platform.length + repository.length === 0 ? [`${environment}: ${nothing}.`] : []),
    ...platform.map(({ service, name, how }) => `${environment}: ${name} of ${service} ${words[how]}.`),
    ...repository.map(({ service, what, change, from, to }) => {
      const versions = what.startsWith('setting ') && from && to ? ` (${shortVersion(from)} → ${shortVersion(to)})` : ''
      return `${environment}: ${what} of ${service} is not live yet as the configuration says; it would be ${change}${versions}.`
    }),
    ...(note === undefined ? [] : [`${environment}: it could not be seen what is there. ${note}`]),
  ]
}
