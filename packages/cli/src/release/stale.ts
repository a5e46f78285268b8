import { isDeepStrictEqual } from 'node:util'
import { brokenRules, type Desired, isRotation, type Plan, type Reason, withoutVersions } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import { type Connection, type Project, whereIs } from '../connection/connection.ts'
import { desiredRelease } from './desired.ts'
import { promotionOf } from './promotion.ts'

/**
 * What of a plan that waits for a person is no longer so: what the configuration says of settings, services and hooks, or
 * what a promotion must fulfil. What the platform and the journal say otherwise by now is preflight's to find.
 */
export async function staleReason(project: Project, connection: Connection, plan: Plan): Promise<Reason | undefined> {
  const { kind, artifact } = plan
  // What is rotated is what is live; of the configuration only its secrets count, and preflight looks at their values.
  if (kind === 'rollback' || isRotation(plan)) return undefined
  const now = desiredRelease(project.configuration, connection, { kind, artifact }, {})
  if (!isDeepStrictEqual(contentOf(plan), contentOf(now)))
    return stale('The configuration says other settings or hooks by now')
  return await stalePromotion(project, connection, plan)
}

/** What somebody has overridden when it was planned is not asked for again. */
async function stalePromotion(
  project: Project,
  connection: Connection,
  { promotion, artifact, policy }: Plan,
): Promise<Reason | undefined> {
  if (promotion === undefined || promotion.override !== undefined) return undefined
  const from = project.configuration.environments.find(({ name }) => name === promotion.from)
  if (from === undefined) return stale(`The configuration has other environments by now`)
  const local = connection.where === 'embedded'
  const origin = {
    environment: from.name,
    policy: from.policy,
    journal: project.workspace.journals[whereIs(from, local)],
    connect: () => connect(project, from, { local }),
  }
  const { rules } = await promotionOf(artifact, origin, connection)
  const [broken] = brokenRules(rules, policy.inconclusive)
  return broken && { code: 'plan-stale', sentence: `It may not be promoted any more. ${broken.sentence}` }
}

function stale(what: string): Reason {
  return { code: 'plan-stale', sentence: `${what} than when it was planned; start the release again.` }
}

/** What is to run, and what around it, as the journal gives it back: without fields that are absent. */
function contentOf({ parts, hooks }: Pick<Plan | Desired, 'parts' | 'hooks'>): unknown {
  const content = parts.map(({ service, configuration, settings, smoke }) => ({
    service,
    configuration,
    // Which values secrets have is held against the platform when it goes on.
    settings: withoutVersions(settings),
    smoke,
  }))
  return JSON.parse(JSON.stringify({ content, hooks }))
}
