import { judgeCheck } from '../gates/check.ts'
import type { Fingerprints } from '../journal/fingerprint.ts'
import type { Side } from '../machine/effect.ts'
import { wasDisturbed } from '../machine/others.ts'
import { demandOf, expected, partOf, withPart } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { isMessageOf } from '../plan/label.ts'
import type { DeploymentRecord, Target } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { inWords, type SettingDifference, settingDifferences } from '../settings/compare.ts'
import { wantedSettings } from '../settings/wanted.ts'
import { ask } from './ask.ts'
import type { Changing } from './change.ts'
import type { Changes } from './changes.ts'
import { follow } from './follow.ts'
import { emptyMemory } from './memory.ts'
import type { Ports } from './ports.ts'
import type { ReleaseRecord } from './release-record.ts'
import { differencesFromBefore } from './survey.ts'
import { interrupted } from './tenure.ts'

/** A release that has ended, under a lease. */
export interface Settling {
  readonly record: ReleaseRecord
  readonly ports: Ports
  readonly changes: Changes
  readonly fingerprints: Fingerprints
  /** Releases whose uploads may come late: this one, and those that others are known to have sent too late. */
  readonly releases: readonly string[]
  readonly signal: AbortSignal
}

interface Place extends Settling {
  readonly part: number
  readonly target: Target
  /** Whose settings and image are to be there. */
  readonly side: Side
}

const lookEveryMs = 500

/** Whether a release ended so that it is known what is to serve. */
export function mayPutStraysRight(state: Pick<ReleaseState, 'verdict' | 'reason'>): boolean {
  const { verdict } = state
  return verdict === 'live' || verdict === 'rolled back' || verdict === 'failed' || wasDisturbed(state)
}

/**
 * Looks for what a former holder of the lease did too late, and puts it right: a deployment of ours that the journal
 * knows nothing of is taken away while it moves; where it serves, the right one is run again and proven; settings that are
 * not as the release left them are set again. Gives a sentence for each thing done. What others deployed is left alone.
 */
export async function putStraysRight(settling: Settling): Promise<string[]> {
  const { state } = settling.record
  if (!mayPutStraysRight(state)) return []
  const { verdict, plan } = state
  const said: string[] = []
  for (const [part, { service }] of plan.parts.entries()) {
    if (!partOf(state, part).touched) continue
    const target = { environment: plan.environment, service }
    const place: Place = { ...settling, part, target, side: verdict === 'live' ? 'new' : 'old' }
    said.push(...(await settleSettings(place)), ...(await settleDeployments(place)))
  }
  return said
}

async function settleDeployments(place: Place): Promise<string[]> {
  const { ports, record, target, part, signal } = place
  const { policy } = record.state.plan
  const until = ports.clock.monotonic() + policy.rollbackMs
  const said: string[] = []
  for (;;) {
    const { deployments, active } = await ports.platform.view(target)
    const wanted = wantedOf(record.state, part, place.side)
    const right = deployments.find(({ id }) => id === wanted)
    const stray = deployments.find((each) => isStray(each, place, active, right))
    if (stray === undefined || signal.aborted) return said
    if (ports.clock.monotonic() > until) throw notRight(record.state, `deployment ${stray.id} is still ${stray.status}`)
    const sameImage = right?.image !== undefined && stray.image === right.image
    if (stray.phase === 'moving') {
      if (!sameImage) {
        await changed(place, { kind: 'remove', part, deployment: stray.id })
        said.push(`Deployment ${stray.id} of ${target.service} came too late and was taken away.`)
      }
    } else if (wanted === undefined) {
      await changed(place, { kind: 'remove', part, deployment: stray.id })
      said.push(`Deployment ${stray.id} of ${target.service} came too late and was taken away; nothing is to serve.`)
    } else {
      said.push(sameImage ? await adopt(place, stray.id) : await bringBack(place, stray.id, wanted))
    }
    await ports.clock.sleep(lookEveryMs, signal)
  }
}

/** The deployment that is to serve as the release ended; undefined: none. */
function wantedOf(state: ReleaseState, part: number, side: Side): string | undefined {
  return expected(state, part, side).deployment || undefined
}

/**
 * One that runs or is about to, that the release did not know, and that is ours: by the message of one of the releases that
 * may come late, or by the image that is to run. Others' redeploys bear an older message.
 */
function isStray(
  each: DeploymentRecord,
  { record, releases }: Place,
  active: readonly string[],
  right: DeploymentRecord | undefined,
): boolean {
  if (each.stopped || record.knows(each.id) || !(each.phase === 'moving' || active.includes(each.id))) return false
  if (right?.image !== undefined && each.image === right.image) return true
  return releases.some((release) => isMessageOf(release, each.message))
}

/** It runs the very image that is to run: it takes the place of the one that did so. */
async function adopt({ record, part, target }: Place, stray: string): Promise<string> {
  const sentence = `Deployment ${stray} of ${target.service} came too late and runs the same image; it serves now.`
  await record.happened({ kind: 'put-right', part, deployment: stray, sentence }, 'result')
  return sentence
}

async function bringBack(place: Place, stray: string, wanted: string): Promise<string> {
  const { record, part, side, target } = place
  await changed(place, { kind: 'configure', part, side })
  const restored = await changed(place, { kind: 'restore', part, side, deployment: wanted }).catch((error: unknown) => {
    if (error instanceof ReleaseError && 'acted' in error && error.acted === 'no') return undefined
    throw error
  })
  const deployment = restored ?? (await changed(place, { kind: 'upload', part, side })) ?? ''
  await prove(place, deployment)
  const sentence = `Deployment ${stray} of ${target.service} came too late; ${deployment} runs what is right instead.`
  await record.happened({ kind: 'put-right', part, deployment, sentence }, 'result')
  return sentence
}

async function prove({ record, ports, part, side, target, signal }: Place, deployment: string): Promise<void> {
  const { state } = record
  const { policy } = state.plan
  const until = ports.clock.now() + policy.rollbackMs
  const seen = await follow(state, { kind: 'follow', part, deployment, until }, target, ports, signal)
  if (seen.kind !== 'deployment-seen' || seen.phase !== 'serving')
    throw notRight(state, `deployment ${deployment} did not come to serve`)
  const proving = withPart(
    { ...state, state: side === 'new' ? 'live' : 'rolling back' },
    part,
    side === 'new' ? { deployment } : { restored: deployment },
  )
  const demand = { ...demandOf(proving, part, side), smoke: [] }
  const memory = emptyMemory()
  let good = 0
  while (good < policy.passes) {
    const answers = await ask(proving, part, target, ports, memory)
    const outcome = judgeCheck(demand, expected(proving, part, side), answers)
    good = outcome.outcome === 'good' ? good + 1 : 0
    if (outcome.outcome !== 'good' && (ports.clock.now() > until || signal.aborted))
      throw notRight(state, outcome.sentence)
    if (good < policy.passes) await ports.clock.sleep(policy.checkEveryMs, signal)
  }
}

async function settleSettings(place: Place): Promise<string[]> {
  const differences = await differencesOf(place)
  if (differences.length === 0) return []
  await changed(place, { kind: 'configure', part: place.part, side: place.side })
  return [`Settings of ${place.target.service} were changed too late and are as they were: ${inWords(differences)}.`]
}

async function differencesOf(place: Place): Promise<readonly SettingDifference[]> {
  const { record, ports, fingerprints, part, side, target } = place
  const held = await ports.platform.heldSettings(target)
  if (side === 'old') {
    const { differences } = await differencesFromBefore(record.state, part, held, ports, emptyMemory(), fingerprints)
    return differences
  }
  const settings = record.state.plan.parts[part]?.settings ?? []
  return settingDifferences((await wantedSettings(settings, ports)).variables, held)
}

/** Carries a change out with its intent and its result; gives the deployment that it made. Throws where it failed. */
async function changed({ record, changes, target }: Place, effect: Changing): Promise<string | undefined> {
  const happening = await changes.carryOut(effect, target, undefined)
  if (happening === undefined) throw interrupted()
  await record.happened(happening, 'result')
  if (happening.kind === 'deployment-created') return happening.deployment
  if (happening.kind !== 'effect-failed') return undefined
  throw Object.assign(notRight(record.state, happening.sentence), { acted: happening.acted })
}

function notRight({ plan }: ReleaseState, why: string): ReleaseError {
  return new ReleaseError(
    'not-put-right',
    `What was done too late in ${plan.environment} could not be put right: ${why.replace(/\.$/, '')}.`,
    'See with "kickai status" what serves, then release what is to serve.',
  )
}
