import { diagnose, type Finding, keptFindings, makePlan, openJournal, promotionWayOut } from '@kickai/release'
import type { Store } from '@kickai/store'
import { type ConfiguredEnvironment, servicesIn } from '../config/configuration.ts'
import { connect, connectionReferences, onRailway, openRailway } from '../connection/connect.ts'
import { type Connection, type Project, whereIs } from '../connection/connection.ts'
import type { Progress } from '../output/progress.ts'
import { sharedBetween } from '../release/apart.ts'
import { desiredRelease } from '../release/desired.ts'
import { leftBefore } from '../release/earlier.ts'
import { errorBudgetOf } from '../release/error-budget.ts'
import { observe, type Seen } from '../release/observe.ts'
import { portsFor } from '../release/ports.ts'
import { secretsOf, withoutValue } from '../release/secrets.ts'
import { ownSettings } from '../release/settings.ts'
import { withStore } from '../workspace/workspace.ts'
import { asFindings, findingsOfError, withoutRepetition } from './findings.ts'
import { ownChecks } from './own-checks.ts'
import { withRightToken } from './right-token.ts'
import { within } from './within.ts'

/**
 * All that stands against a release into an environment as things are now: what its preflight finds, by the same
 * functions, but for the artifact; and what else there is to say. All at the same time, each within 5 s. Takes no lease
 * and changes nothing.
 */
export async function examine(
  project: Project,
  environment: ConfiguredEnvironment,
  { local, progress }: { readonly local: boolean; readonly progress: Progress },
): Promise<readonly Finding[]> {
  const found =
    whereIs(environment, local) === 'railway'
      ? await examineOnRailway(project, environment, progress)
      : await examineEmbedded(project, environment, progress)
  return withoutRepetition(found)
}

const subject = (environment: string) => `how things are in ${environment}`

async function examineOnRailway(project: Project, environment: ConfiguredEnvironment, progress: Progress) {
  const { configuration } = project
  const secrets = secretsOf(project)
  const [missing, shared] = await Promise.all([
    withoutValue(secrets, connectionReferences(configuration, environment)),
    sharedBetween(onRailway(configuration), secrets, environment.name),
  ])
  const { tokenKind = 'project' } = environment.railway ?? {}
  const hasToken = !missing.some(({ path }) => path.endsWith('.railway.token'))
  const settings = ownSettings(environment)
  const found = await Promise.all([
    ...(['secret-missing', 'secret-unavailable'] as const).map((code) =>
      asFindings(
        code,
        missing.filter((problem) => problem.code === code),
      ),
    ),
    asFindings('environments-not-apart', shared),
    ownFindings(project, { environment: environment.name, secrets, settings }),
    hasToken
      ? within(subject(environment.name), async () => {
          const open = (kind: 'project' | 'account') => openRailway(project, environment, kind)
          const { connection, findings } = await withRightToken(open, tokenKind)
          const seen = await onPlatform(project, connection, progress)
          // Of one mistake one finding.
          return [...findings, ...(findings.length === 0 ? seen : seen.filter(({ code }) => code !== 'account-token'))]
        })
      : [],
  ])
  return found.flat()
}

async function examineEmbedded(project: Project, environment: ConfiguredEnvironment, progress: Progress) {
  let connection: Connection
  try {
    connection = await connect(project, environment, { local: true })
  } catch (error) {
    return findingsOfError(error)
  }
  const found = await Promise.all([
    ownFindings(project, connection),
    within(subject(environment.name), () => onPlatform(project, connection, progress)),
  ])
  return found.flat()
}

/** The configuration's own checks, as a release makes them too. */
async function ownFindings(
  project: Project,
  { environment, secrets, settings }: Pick<Connection, 'environment' | 'secrets' | 'settings'>,
): Promise<Finding[]> {
  const check = ownChecks(project.configuration, secrets)
  const services = servicesIn(project.configuration, environment)
  const found = await Promise.all(
    services.map(({ name }) => check({ environment, service: name }, settings.get(name) ?? [])),
  )
  return found.flat()
}

/** What the platform and the journal say. Without the journal the platform is asked all the same. */
async function onPlatform(project: Project, connection: Connection, progress: Progress): Promise<Finding[]> {
  try {
    return await withStore(connection.journal, async (store) => {
      const seen = await observe(project, connection, store)
      const found = await Promise.all([
        asPreflight(project, connection, { store, seen, progress }),
        wayBack(project, connection, { store, seen, progress }),
        spentBudget(project, connection),
      ])
      return found.flat()
    })
  } catch (error) {
    const { environment, platform } = connection
    const services = servicesIn(project.configuration, environment)
    const found = await Promise.all(
      services.map(({ name, configuration }) =>
        platform.preflight({ environment, service: name }, { wanted: configuration }),
      ),
    )
    const codes = new Set(found.flat().map(({ code }) => code))
    return [...findingsOfError(error).filter(({ code }) => !codes.has(code)), ...found.flat()]
  }
}

interface Surroundings {
  readonly store: Store
  readonly seen: Seen
  readonly progress: Progress
}

/** What the preflight of the next release would find. What is to be released does not matter for that. */
async function asPreflight(project: Project, connection: Connection, { store, seen, progress }: Surroundings) {
  const { live } = seen.current
  const artifact = live?.artifact ?? { kind: 'bundle' as const, digest: `sha256:${'0'.repeat(64)}` }
  const desired = desiredRelease(project.configuration, connection, { kind: 'deploy', artifact }, seen.current)
  const { notRebuilt } = seen
  const known = { ...(live && { live }), views: seen.views }
  const plan = makePlan({ ...desired, ...(notRebuilt !== undefined && { notRebuilt }) }, known)
  // The configuration's own checks are made beside, also where the platform does not answer.
  const { checks: _beside, ...ports } = portsFor(project, connection, store, progress)
  return await diagnose(plan, ports)
}

/** A release may go there all the same, so it is a notice; what nobody knows of the budget is for the promotion to tell. */
async function spentBudget({ configuration }: Project, connection: Connection): Promise<Finding[]> {
  const from = configuration.environments.findIndex(({ name }) => name === connection.environment) - 1
  const rule = from < 0 ? undefined : await errorBudgetOf(connection)
  if (rule?.outcome !== 'broken') return []
  const wayOut = promotionWayOut(rule, configuration.environments[from]?.name ?? '')
  return [{ code: 'promotion-error-budget', severity: 'notice', sentence: rule.sentence, wayOut }]
}

/** Whether what "kickai rollback" would bring back is still to be had. */
async function wayBack(project: Project, connection: Connection, { store, seen, progress }: Surroundings) {
  const { live } = seen.current
  const before = live && (await leftBefore(openJournal(store), connection.environment, live))
  if (before === undefined) return []
  const ports = portsFor(project, connection, store, progress)
  const found = await Promise.all(
    before.parts.map(async ({ service, deployment, configuration }) => {
      const view = seen.views.get(service)
      return view === undefined
        ? []
        : await keptFindings({ deployment, digest: before.artifact.digest, configuration }, view, ports)
    }),
  )
  return found.flat()
}
