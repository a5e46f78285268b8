import { type Change, isRotation, kindOf, type Plan, type PromotionRule } from '@kickai/release'
import { shortDigest, shortName, shortVersion } from '../output/format.ts'
import { table } from '../output/table.ts'
import { errorBudgetOf } from '../release/error-budget.ts'
import { leftLines } from '../release/left.ts'
import { meanwhileLines } from '../release/meanwhile.ts'
import { rebuiltIn, rebuiltLines } from '../release/rebuilt.ts'
import { type PlannedRelease, planRelease } from '../release/release.ts'
import { artifactNamed, commitOption, imageOption, namedArtifact } from './artifact-options.ts'
import { type Command, environmentArgument, localOption, rebuildOption } from './command.ts'
import { prepare } from './prepare.ts'
import { environmentOf, loadProject } from './project.ts'

/** The exit code that --detailed-exitcode gives where something would change. */
const changesExitCode = 10

export const plan: Command = {
  name: 'plan',
  summary: 'what a deploy would change; changes nothing',
  arguments: [environmentArgument],
  options: [
    commitOption,
    imageOption,
    { flags: '--detailed-exitcode', summary: `exit with ${changesExitCode} when something would change` },
    localOption,
    rebuildOption,
  ],
  example: 'plan production --detailed-exitcode',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const named = namedArtifact(options)
    const [connection] = await prepare(project, [environment], {
      local: options.local === true,
      rebuild: options.rebuild === true,
      commit: named.commit,
    })
    const { progress, signal } = context
    const { artifact, dirty } = await artifactNamed(project, connection, named, { progress, signal })
    const planned = await planRelease(project, connection, { kind: 'deploy', artifact })
    const exitCode = !planned.unchanged && options.detailedExitcode === true ? changesExitCode : 0
    // A release into the first environment is no promotion, so nobody asks for its budget.
    const isFirst = project.configuration.environments[0] === environment
    const budget = isFirst ? undefined : await errorBudgetOf(connection)
    return {
      exitCode,
      fields: { ...fieldsOf(planned), ...(dirty !== undefined && { dirty }), ...(budget && { errorBudget: budget }) },
      lines: [...linesOf(planned), ...budgetLines(budget)],
    }
  },
}

function fieldsOf({ plan, seen, changes, unchanged }: PlannedRelease): object {
  const { environment, artifact, parts } = plan
  const rebuilt = rebuiltIn(plan)
  return {
    environment,
    unchanged,
    digest: artifact.digest,
    ...(artifact.commit !== undefined && { commit: artifact.commit }),
    ...(artifact.kind === 'image' && { image: artifact.reference }),
    changes,
    ...(isRotation(plan) && { rotation: true }),
    ...(rebuilt && { rebuilt }),
    ...(seen.halfDone !== undefined && { unfinished: seen.halfDone }),
    ...(plan.policy.approval && { approval: true }),
    ...(seen.foreign.length > 0 && { foreign: seen.foreign }),
    ...(plan.left && {
      left: plan.left.map(({ service, release, deployment }) => ({ service, release, deployment })),
    }),
    parts: parts.map(({ service, configuration, source, before }) => ({
      service,
      kind: kindOf(configuration),
      how: source.how,
      ...(before && { before: { release: before.release, deployment: before.deployment, digest: before.digest } }),
    })),
  }
}

function linesOf({ plan, seen, changes, unchanged }: PlannedRelease): string[] {
  const beside = [...rebuiltLines(seen), ...leftLines(plan)]
  if (unchanged) return [`${plan.environment}: nothing would change; ${shortName(plan.artifact)} is live.`, ...beside]
  if (seen.halfDone !== undefined)
    return [
      `${plan.environment}: ${seen.halfDone} was left half done, and blocks every other release.`,
      `  Finish it with "kickai resume ${seen.halfDone}".`,
    ]
  const again = isRotation(plan) ? ' again, with other secrets' : ''
  const head = `${plan.environment}: ${shortName(plan.artifact)} would be released${again}.`
  const foreign = meanwhileLines(plan.environment, { foreign: seen.foreign, drift: [] }).map((line) => `  ${line}`)
  if (changes.length === 0) return [head, '  It is what was live last, but does not run now.', ...foreign]
  return [
    head,
    ...table(changes.map((change) => [`  ${change.change}`, change.service, change.what, detail(change)])),
    ...(isRotation(plan)
      ? ['  It is a rotation: the artifact stays, and going back brings the former values back.']
      : []),
    ...goingBack(plan),
    ...(plan.policy.approval ? ['  It would wait for a person before anything changes.'] : []),
    ...foreign,
    ...beside,
  ]
}

/** What a promotion would find of the error budget, where it is not simply there. */
function budgetLines(budget: PromotionRule | undefined): string[] {
  if (budget === undefined || budget.outcome === 'held') return []
  const isBlocked = budget.outcome === 'broken' || budget.inconclusive === 'fail'
  const wayOut = ' A promotion would be blocked, but for one with --override "REASON".'
  return [`  ${budget.sentence}${isBlocked ? wayOut : ''}`]
}

function detail({ what, from, to }: Change): string {
  if (what.startsWith('setting ') && from !== undefined && to !== undefined)
    return `${shortVersion(from)} → ${shortVersion(to)}`
  if (from === undefined) return to === undefined ? '' : shortDigest(to)
  return to === undefined ? shortDigest(from) : `${shortDigest(from)} → ${shortDigest(to)}`
}

function goingBack({ parts }: Plan): string[] {
  return parts.map(({ service, before }) =>
    before === undefined
      ? `  ${service}: the first release; there is nothing to go back to.`
      : `  ${service}: a rollback would bring ${before.release} back.`,
  )
}
