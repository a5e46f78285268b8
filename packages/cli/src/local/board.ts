import { startTraffic, type Traffic } from '@kickai/traffic'
import type { Project } from '../connection/connection.ts'
import { askHealth, type HealthAnswer } from '../release/identity.ts'
import type { ReleaseResult } from '../release/result.ts'
import type { EnvironmentCard, PageLink, RescueFigures, Snapshot } from './page/snapshot.ts'

interface Card {
  readonly environment: string
  state: string
  result?: ReleaseResult
  health?: EnvironmentCard['health']
  traffic?: Traffic
}

const lookEveryMs = 1000
const requestsPerSecond = 2
const aYearSeconds = 365 * 24 * 3600

/** What the page shows: kept up to date by whoever ships and rehearses, and by looking at what is live. */
export class Board {
  readonly #project: Project
  readonly #cards: readonly Card[]
  #links: readonly PageLink[] = []
  #steps: string[] = []
  #running = false
  #last: RescueFigures | undefined
  #failure: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(project: Project) {
    this.#project = project
    this.#cards = project.configuration.environments.map(({ name }) => ({ environment: name, state: 'waiting' }))
  }

  set links(links: readonly PageLink[]) {
    this.#links = links
  }

  /** The state that the release of an environment is in. */
  moved(environment: string, state: string): void {
    const card = this.#card(environment)
    if (card !== undefined) card.state = state
  }

  /** How a release ended. From then on the environment is looked at, and gets a few users of this page's own. */
  ended(result: ReleaseResult): void {
    const card = this.#card(result.environment)
    if (card === undefined) return
    card.state = result.verdict
    card.result = result
    if (result.url !== undefined) card.traffic ??= fewUsers(result.url)
    this.#timer ??= setInterval(() => void this.#look(), lookEveryMs)
  }

  rehearsalBegins(): void {
    this.#running = true
    this.#steps = []
    this.#failure = undefined
  }

  rehearsalStep(step: string): void {
    this.#steps.push(step)
  }

  rehearsalEnds(figures: RescueFigures | undefined, failure?: string): void {
    this.#running = false
    this.#last = figures ?? this.#last
    this.#failure = failure
  }

  snapshot(): Snapshot {
    return {
      name: this.#project.configuration.name,
      environments: this.#cards.map(cardOf),
      rehearsal: {
        running: this.#running,
        steps: this.#steps,
        ...(this.#last && { last: this.#last }),
        ...(this.#failure !== undefined && { failure: this.#failure }),
      },
      links: this.#links,
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#cards.map(({ traffic }) => traffic?.stop()))
  }

  #card(environment: string): Card | undefined {
    return this.#cards.find((card) => card.environment === environment)
  }

  async #look(): Promise<void> {
    const path = this.#project.configuration.services[0]?.configuration.healthPath ?? '/'
    await Promise.all(
      this.#cards.map(async (card) => {
        if (card.result?.url === undefined) return
        const begun = performance.now()
        card.health = healthOf(await askHealth(card.result.url + path), performance.now() - begun)
      }),
    )
  }
}

/** An answer of 500 is an answer: it was not lost. */
function fewUsers(url: string): Traffic {
  return startTraffic({
    url,
    kinds: { fresh: { concurrency: 1, ratePerSecond: requestsPerSecond } },
    maxSeconds: aYearSeconds,
    isBad: ({ isWhole, isFallback }) => isWhole && !isFallback,
  })
}

function healthOf(answer: HealthAnswer | undefined, latencyMs: number): NonNullable<EnvironmentCard['health']> {
  const word = answer?.body.status
  return {
    latencyMs: Math.round(latencyMs * 10) / 10,
    ...(answer && { status: answer.status }),
    ...(typeof word === 'string' && { word }),
  }
}

function cardOf({ environment, state, result, health, traffic }: Card): EnvironmentCard {
  const { requests = 0, lost = 0 } = traffic?.books() ?? {}
  return {
    environment,
    state,
    ...(result && { release: result.release, digest: result.digest, identity: result.identity }),
    ...(result?.url !== undefined && { url: result.url }),
    ...(result?.commit !== undefined && { commit: result.commit }),
    ...(result?.deployment !== undefined && { deployment: result.deployment }),
    ...(health && { health }),
    requests,
    lost,
  }
}
