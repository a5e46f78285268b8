import {
  type Artifact,
  brokenRules,
  type Current,
  currentOf,
  httpProbe,
  type LiveRelease,
  lookBack,
  openJournal,
  type Promotion,
  type PromotionRule,
  systemClock,
} from '@kickai/release'
import type { Connection } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { isRoomError } from '../error/described.ts'
import { duration } from '../output/format.ts'
import { readStore } from '../workspace/workspace.ts'
import { allSuffice, askedForLive, askServices } from './ask-services.ts'
import { errorBudgetOf } from './error-budget.ts'

/** Where an artifact comes from. Its platform may be out of reach here; its journal may not. */
export interface Origin extends Pick<Connection, 'environment' | 'journal' | 'policy'> {
  readonly connect: () => Promise<Connection>
  /** What is live by what the platform keeps, where the journal knows nothing and may be done without. */
  readonly onPlatform?: () => Promise<LiveRelease | undefined>
}

/** What is live somewhere, and since when. */
export type Serving = Current & { readonly live: LiveRelease; readonly since: number }

/** What is live where a promotion comes from; `nothing-live` where nothing is. */
export async function liveIn({ environment, journal, onPlatform }: Origin): Promise<Serving> {
  const current = await readStore<Current>(journal, {}, (store) => currentOf(openJournal(store), environment))
  const live = current.live ?? (current.uncertain === undefined ? await onPlatform?.() : undefined)
  if (live === undefined) throw new CommandError('nothing-live', `Nothing is live in ${environment}.`)
  return { ...current, live, since: current.since ?? live.liveAt }
}

/**
 * Looks how far an artifact fulfils what `to` asks of a promotion. Decides nothing: preflight does, by what is found here
 * and journaled with the plan, with the rules that were looked at before.
 */
export async function promotionOf(
  artifact: Artifact,
  from: Origin,
  to: Pick<Connection, 'environment' | 'around' | 'journal' | 'policy'>,
  override?: { readonly by: string; readonly reason: string },
  others: readonly PromotionRule[] = [],
): Promise<Promotion> {
  const serving = await liveIn(from)
  const { live, uncertain } = serving
  const known = knownRule(artifact, live, uncertain, from)
  const isStrict = to.around?.promotion !== undefined
  const rules: PromotionRule[] = [known, ...others, await servingRule(live, from, isStrict)]
  if (to.around?.promotion !== undefined) {
    const { heldMs } = to.around.promotion
    const time = heldTimeRule(serving, heldMs, from)
    const objectives = await objectivesRule(serving, heldMs, from)
    rules.push(time)
    // Before the time is over there need not be enough to judge by; what is surely bad is told all the same.
    if (time.outcome === 'held' || objectives.outcome !== 'inconclusive') rules.push(objectives)
  } else {
    // Nobody asks it to have served for long, so what cannot be known yet holds nothing up; what is surely bad does.
    const objectives = await objectivesRule(serving, 0, from, 1)
    if (objectives.outcome === 'broken') rules.push(objectives)
  }
  const budget = await errorBudgetOf(to)
  if (budget !== undefined) rules.push(budget)
  const broken = brokenRules(rules, to.policy.inconclusive).map(({ rule }) => rule)
  return {
    from: from.environment,
    release: live.release,
    rules,
    ...(override && { override: { ...override, rules: broken } }),
  }
}

function knownRule(
  artifact: Artifact,
  live: LiveRelease,
  uncertain: string | undefined,
  { environment }: Origin,
): PromotionRule {
  const rule = 'known'
  if (uncertain !== undefined)
    return { rule, outcome: 'broken', sentence: `Since ${uncertain} nobody can be sure what serves in ${environment}.` }
  if (live.artifact.digest !== artifact.digest)
    return { rule, outcome: 'broken', sentence: `By now another artifact is live in ${environment}: ${live.release}.` }
  return { rule, outcome: 'held', sentence: `${live.release} is live in ${environment}.` }
}

/** What is promoted must be what serves there, as its own service says it. */
async function servingRule(
  live: LiveRelease,
  { environment, policy, connect }: Origin,
  isStrict: boolean,
): Promise<PromotionRule> {
  const rule = 'serving'
  const asked = await askServices(connect, askedForLive(live))
  const { identity, note } = asked
  if (note !== undefined) {
    // Its token need not be here; then the journal's word is all there is, which does unless more is asked for.
    const sentence = `${environment} could not be asked who serves: ${note}`
    return { rule, outcome: isStrict ? 'inconclusive' : 'held', sentence }
  }
  return allSuffice(asked, policy.identity)
    ? { rule, outcome: 'held', sentence: `${live.release} answers in ${environment}, ${identity}.` }
    : {
        rule,
        outcome: 'broken',
        sentence: `${live.release} is live in ${environment}, but does not answer there as it must.`,
      }
}

function heldTimeRule({ live: { release }, since }: Serving, heldMs: number, { environment }: Origin): PromotionRule {
  const rule = 'held-time'
  const servedMs = Date.now() - since
  const sentence = `${release} has been live in ${environment} for ${duration(servedMs)}; ${duration(heldMs)} are asked for.`
  return servedMs >= heldMs
    ? { rule, outcome: 'held', sentence }
    : { rule, outcome: 'broken', sentence, notBefore: since + heldMs }
}

async function objectivesRule(
  { live, since }: Serving,
  heldMs: number,
  { connect, environment }: Origin,
  probes?: number,
): Promise<PromotionRule> {
  try {
    const { platform, policy } = await connect()
    const found = await lookBack(
      { platform, probe: httpProbe, clock: systemClock },
      { environment, live, since, policy, heldMs, ...(probes !== undefined && { probes }) },
    )
    return { rule: 'objectives', ...found }
  } catch (error) {
    if (!isRoomError(error)) throw error
    const sentence = `The objectives of ${environment} could not be looked at: ${error.message}`
    return { rule: 'objectives', outcome: 'inconclusive', sentence }
  }
}
