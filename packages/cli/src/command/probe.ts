import { join, relative, resolve } from 'node:path'
import { createRailwayClient, createWorkspace, defaultEndpoint, Secret } from '@kickai/railway'
import type { Behaviour, ProbeResult } from '@kickai/railway/probe'
import { aboutRequests, behaviours, runProbe } from '@kickai/railway/probe'
import { isLoopback } from '@kickai/release'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { ownPlatform } from '../local/own-platform.ts'
import { documentedPrices } from '../options/cost.ts'
import { packFiles } from '../probe/archive.ts'
import { type ThrowAway, throwAwayIn } from '../probe/left-over.ts'
import { type ProbeReport, reportLines, reportOf, writeReport } from '../probe/report.ts'
import { version } from '../program/version.ts'
import { type OpenedAccount, openAccount } from '../provision/account.ts'
import { askFirst } from './ask-first.ts'
import { type Command, type CommandContext, textOption } from './command.ts'
import { loadProject } from './project.ts'

/** What a probe takes at most, as it is taken for its price. */
const taken = { minutes: 45, services: 2, memoryGigabytes: 0.25, processors: 0.25 }
const minutesOfMonth = 30 * 24 * 60

export const probe: Command = {
  name: 'probe',
  summary: 'find out on Railway, in a throw-away project, what is only believed of it; shows what it takes, and asks',
  arguments: [],
  options: [
    { flags: '--yes', summary: 'do it without asking' },
    { flags: '--only <ids>', summary: 'test these behaviours alone, by their ids with commas between' },
    { flags: '--out <folder>', summary: 'where the report goes; .kickai/probe where it is left out' },
    { flags: '--workspace <id>', summary: 'where the project goes, on an account with several workspaces' },
    { flags: '--local', summary: 'of the embedded platform, which must run' },
  ],
  example: 'probe --yes',
  async run(context, _words, options) {
    const only = chosen(textOption(options, 'only'))
    const project = await loadProject(context, { incomplete: true })
    const folder = join(project.workspace.folder, 'probe')
    const account =
      options.local === true
        ? await localAccount(project)
        : await openAccount(project, textOption(options, 'workspace'))
    const host = new URL(account.connection.endpoint ?? defaultEndpoint).hostname
    for (const line of beforeLines(host, only)) context.progress.line(line)
    if (options.yes !== true) await askFirst(context, 'Probe?')

    const throwAway = throwAwayIn(folder)
    context.progress.now('deleting what earlier probes left')
    const older = await throwAway.deleteOlder(account.workspace)
    const startedAt = new Date()
    const result = await run(context, account, throwAway, only)
    const about = {
      platform: isLoopback(host) ? 'this machine' : host,
      kickai: version,
      startedAt: startedAt.toISOString(),
      seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    }
    const report = reportOf(result, about, (text) => context.secrecy.scrub(text))
    const out = textOption(options, 'out')
    const files = writeReport(out === undefined ? folder : resolve(context.folder, out), report)
    const written = files.map((file) => relative(context.folder, file))
    return endOf(context, result, report, { written, older })
  },
}

/** Ids that were asked for; undefined for all. */
function chosen(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined
  const ids = text.split(',').map((id) => id.trim())
  const unknown = ids.filter((id) => !behaviours.some((behaviour) => behaviour.id === id))
  if (unknown.length === 0) return ids
  throw new CommandError('usage', `There is no behaviour ${unknown.join(', ')}.`, {
    problems: behaviours.map(({ id, believed }) => ({ path: id, sentence: believed })),
  })
}

async function localAccount(project: Project): Promise<OpenedAccount> {
  const { url, accountToken } = await ownPlatform(project)
  const connection = { version, endpoint: url, token: { kind: 'account', value: new Secret(accountToken) } } as const
  const client = createRailwayClient(connection)
  return { client, workspace: createWorkspace(client), connection }
}

/** What it will do, and what that takes. */
function beforeLines(host: string, only: readonly string[] | undefined): string[] {
  const tests = behaviours.filter(({ id, test }) => test !== undefined && (only?.includes(id) ?? true))
  const { minutes, services, memoryGigabytes, processors } = taken
  const { memoryGigabyteMonth, processorMonth, usageSource } = documentedPrices
  const month = memoryGigabytes * memoryGigabyteMonth + processors * processorMonth
  const price = ((minutes * services * month) / minutesOfMonth).toFixed(2)
  const here = isLoopback(host)
  return [
    `Makes a project of its own on ${host}, tests ${tests.length} behaviours there, and deletes the project again. Nothing else is changed.`,
    here
      ? `About ${aboutRequests.local} requests; it costs nothing here.`
      : `About ${aboutRequests.railway} requests in up to ${minutes} minutes: more than the free plan's 100 an hour, less than Hobby's 1,000. It costs about $${price} of usage, by ${usageSource}.`,
  ]
}

async function run(
  { progress, signal, secrecy }: CommandContext,
  { connection, workspaceId }: OpenedAccount,
  throwAway: ThrowAway,
  only: readonly string[] | undefined,
): Promise<ProbeResult> {
  const projectName = throwAway.begin()
  progress.now('making a throw-away project')
  const result = await runProbe({
    connection,
    ...(workspaceId !== undefined && { workspaceId }),
    projectName,
    signal,
    pack: packFiles,
    onSecret: (value) => secrecy.keep([value]),
    ...(only && { only }),
    onBegin: ({ id }: Behaviour) => progress.now(id),
    onProbed({ id, outcome, found, why }) {
      progress.rest()
      progress.line(`${outcome.padEnd(10)}  ${id}: ${found ?? why}`)
    },
  })
  progress.rest()
  if (result.cleaned) throwAway.gone(projectName)
  return result
}

/** A probe that ended early, or left something, is an error; one that refuted something found it out. */
function endOf(
  { signal }: CommandContext,
  { ended }: ProbeResult,
  report: ProbeReport,
  { written, older }: { readonly written: readonly string[]; readonly older: readonly string[] },
) {
  const left = [...older, ...(report.left === undefined ? [] : [report.left])]
  if (ended === undefined && left.length === 0)
    return {
      exitCode: 0,
      fields: { ...report, files: written },
      lines: [...reportLines(report), `Written: ${written.join(', ')}. No secret is in them.`],
    }
  const problems = left.map((sentence) => ({ path: 'left', sentence }))
  if (signal.aborted && left.length === 0)
    throw new CommandError('interrupted', 'The probe was left before its end; what it made is deleted.', {
      wayOut: `What was found until then is in ${written.join(', ')}. Call it again to begin anew.`,
    })
  const what =
    ended === undefined ? 'The probe left something behind' : `The probe ended before its end: ${report.ended}`
  throw new CommandError('probe-incomplete', `${what.replace(/\.$/, '')}.`, { problems, cause: ended })
}
