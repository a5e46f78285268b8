import {
  attestationOf,
  type Current,
  checkRecord,
  currentOf,
  kindOf,
  openJournal,
  type Platform,
} from '@kickai/release'
import type { ConfiguredService } from '../config/configuration.ts'
import type { Connection, Project } from '../connection/connection.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer, leastGrade } from '../release/identity.ts'
import { leadOf } from '../release/lead.ts'
import { readStore } from '../workspace/workspace.ts'
import type { EnvironmentCard, ServiceLine } from './page/snapshot.ts'

/** A release that may be the one that runs. */
interface Candidate {
  readonly deployment: string
  readonly digest: string
  readonly commit?: string
}

/** What was seen of one service. */
type Look = Pick<EnvironmentCard, 'url' | 'healthUrl' | 'health' | 'deployment' | 'digest' | 'commit'> & {
  readonly identity?: Grade
}

/** What is known of an environment: from its journal, and from what answers there now or is said to run. */
export async function lookAt(
  project: Project,
  { environment, journal, platform }: Connection,
): Promise<Omit<EnvironmentCard, 'requests' | 'lost'>> {
  const current = await readStore<Current>(journal, {}, (store) => currentOf(openJournal(store), environment))
  const { services } = project.configuration
  const looks = await Promise.all(
    services.map((service) => lookAtService(platform, environment, service, candidatesOf(current, service.name))),
  )
  const lines = services.map(({ name, configuration }, index): ServiceLine => {
    const { identity, health } = looks[index] ?? {}
    return { service: name, kind: kindOf(configuration), ...(identity && { identity }), ...(health && { health }) }
  })
  const grades = looks.flatMap(({ identity }) => identity ?? [])
  const { live, newest } = current
  return {
    environment,
    state: newest?.verdict ?? newest?.state ?? 'waiting',
    ...(newest?.reason && newest.verdict !== 'live' && { reason: newest.reason.sentence }),
    ...(live && { release: live.release }),
    ...looks[leadOf(services)],
    ...(grades.length > 0 && { identity: leastGrade(grades) }),
    services: lines,
  }
}

/** What is live, and what a release under way has deployed: once it has switched, that is what runs. */
function candidatesOf({ live, newest }: Current, service: string): Candidate[] {
  const candidates: Candidate[] = []
  const part = live?.parts.find((each) => each.service === service)
  if (live !== undefined && part !== undefined) candidates.push({ deployment: part.deployment, ...live.artifact })
  const index = newest?.plan.parts.findIndex((each) => each.service === service) ?? -1
  const { deployment } = newest?.parts[index] ?? {}
  if (newest !== undefined && newest.verdict === undefined && deployment !== undefined)
    candidates.push({ deployment, ...newest.plan.artifact })
  return candidates
}

async function lookAtService(
  platform: Platform,
  environment: string,
  { name, configuration }: ConfiguredService,
  candidates: readonly Candidate[],
): Promise<Look> {
  const view = await platform.view({ environment, service: name })
  const kind = kindOf(configuration)
  if (kind !== 'web') {
    return graded(candidates, (candidate) => {
      const record = attestationOf(kind, view, candidate.deployment)
      return checkRecord(kind, record).outcome === 'good' ? 'attested' : 'unknown'
    })
  }
  const { url } = view
  if (url === undefined) return {}
  if (candidates.length === 0) return { url }
  const healthUrl = url + (configuration.healthPath ?? '/')
  const begun = performance.now()
  const answer = await askHealth(healthUrl)
  const health = healthOf(answer, performance.now() - begun)
  return { url, healthUrl, health, ...graded(candidates, (candidate) => gradeOf(answer, candidate)) }
}

/** The candidate that runs, as far as can be known; the live one where none is known to. */
function graded(candidates: readonly Candidate[], gradeFor: (candidate: Candidate) => Grade): Look {
  const grades = candidates.map((candidate) => ({ ...candidate, identity: gradeFor(candidate) }))
  const found = grades.find(({ identity }) => identity !== 'unknown') ?? grades[0]
  if (found === undefined) return {}
  const { identity, deployment, digest, commit } = found
  return { identity, deployment, digest, ...(commit !== undefined && { commit }) }
}

function healthOf(answer: HealthAnswer | undefined, latencyMs: number): NonNullable<EnvironmentCard['health']> {
  const word = answer?.body.status
  return {
    latencyMs: Math.round(latencyMs * 10) / 10,
    ...(answer && { status: answer.status }),
    ...(typeof word === 'string' && { word }),
  }
}
