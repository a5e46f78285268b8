import { type Current, currentOf, openJournal } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { askHealth, type Grade, gradeOf, type HealthAnswer } from '../release/identity.ts'
import { readStore } from '../workspace/workspace.ts'
import type { EnvironmentCard } from './page/snapshot.ts'

/** A release that may be the one that answers. */
interface Candidate {
  readonly deployment: string
  readonly digest: string
  readonly commit?: string
}

/** What is known of an environment: from its journal, and from what answers there now. */
export async function lookAt(
  project: Project,
  { environment, journal, platform }: Connection,
): Promise<Omit<EnvironmentCard, 'requests' | 'lost'>> {
  const current = await readStore<Current>(journal, {}, (store) => currentOf(openJournal(store), environment))
  const [service] = project.configuration.services
  const { url } = await platform.view({ environment, service: service?.name ?? '' })
  const { live, newest } = current
  return {
    environment,
    state: newest?.verdict ?? newest?.state ?? 'waiting',
    ...(newest?.reason && newest.verdict !== 'live' && { reason: newest.reason.sentence }),
    ...(live && { release: live.release }),
    ...(url !== undefined && {
      url,
      ...(await whoAnswers(url + (service?.configuration.healthPath ?? '/'), candidatesOf(current))),
    }),
  }
}

/** What is live, and what a release under way has deployed: once traffic has switched, that is what answers. */
function candidatesOf({ live, newest }: Current): Candidate[] {
  const candidates: Candidate[] = []
  if (live !== undefined) candidates.push({ deployment: live.parts[0]?.deployment ?? '', ...live.artifact })
  const { deployment } = newest?.parts[0] ?? {}
  if (newest !== undefined && newest.verdict === undefined && deployment !== undefined)
    candidates.push({ deployment, ...newest.plan.artifact })
  return candidates
}

async function whoAnswers(healthUrl: string, candidates: readonly Candidate[]): Promise<Partial<EnvironmentCard>> {
  const [first] = candidates
  if (first === undefined) return {}
  const begun = performance.now()
  const answer = await askHealth(healthUrl)
  const health = healthOf(answer, performance.now() - begun)
  const grades = candidates.map((candidate): [Candidate, Grade] => [candidate, gradeOf(answer, candidate)])
  const [{ deployment, digest, commit }, identity] = grades.find(([, grade]) => grade !== 'unknown') ?? [
    first,
    'unknown',
  ]
  return { healthUrl, health, identity, deployment, digest, ...(commit !== undefined && { commit }) }
}

function healthOf(answer: HealthAnswer | undefined, latencyMs: number): NonNullable<EnvironmentCard['health']> {
  const word = answer?.body.status
  return {
    latencyMs: Math.round(latencyMs * 10) / 10,
    ...(answer && { status: answer.status }),
    ...(typeof word === 'string' && { word }),
  }
}
