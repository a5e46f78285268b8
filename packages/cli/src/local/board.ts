import type { Traffic } from '@kickai/traffic'
import type { Connection, Project } from '../connection/connection.ts'
import { fewUsers } from './few-users.ts'
import { lookAt } from './look-at.ts'
import type { EnvironmentCard, PageLink, RehearsalCard, RescueFigures, Snapshot } from './page/snapshot.ts'
import { rehearsalSteps } from './rehearsal.ts'

interface Watched {
  readonly connection: Connection
  card: EnvironmentCard
  traffic?: Traffic
}

const lookEveryMs = 500

/**
 * What the page shows. Environments are looked at again and again, in the journal and at their address, so that it also
 * shows what other commands release meanwhile.
 */
export class Board {
  readonly #project: Project
  #watched: readonly Watched[] = []
  #looking: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #links: readonly PageLink[] = []
  #rehearsal: RehearsalCard & { readonly steps: string[] } = { running: false, steps: [] }

  constructor(project: Project) {
    this.#project = project
  }

  set links(links: readonly PageLink[]) {
    this.#links = links
  }

  /** Begins to look at environments; each gets a few users of the page's own once it serves. */
  watch(connections: readonly Connection[]): void {
    this.#watched = connections.map((connection) => ({ connection, card: emptyCard(connection.environment) }))
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
    }, lookEveryMs)
  }

  /** From now on a rehearsal can be made. */
  rehearsalReady(): void {
    this.#rehearsal = { ...this.#rehearsal, ready: true }
  }

  rehearsalBegins(): void {
    const { last, ready = false } = this.#rehearsal
    this.#rehearsal = { ready, running: true, steps: [], ...(last && { last }) }
  }

  rehearsalStep(step: string): void {
    this.#rehearsal.steps.push(step)
  }

  rehearsalEnds(figures: RescueFigures | undefined, failure?: string): void {
    const { steps, ready = false } = this.#rehearsal
    const last = figures ?? this.#rehearsal.last
    this.#rehearsal = { ready, running: false, steps, ...(last && { last }), ...(failure !== undefined && { failure }) }
  }

  snapshot(): Snapshot {
    const { name, environments } = this.#project.configuration
    const cards = this.#watched.map(({ card, traffic }) => {
      const { requests = 0, lost = 0 } = traffic?.books() ?? {}
      return { ...card, requests, lost }
    })
    const snapshot: Snapshot = {
      name,
      environments: cards.length > 0 ? cards : environments.map((each) => emptyCard(each.name)),
      rehearsal: { ...this.#rehearsal, allSteps: Object.values(rehearsalSteps) },
      links: this.#links,
    }
    const { secrecy } = this.#project
    // Services and the platform say what they like, and the page repeats some of it.
    return secrecy === undefined ? snapshot : JSON.parse(secrecy.scrub(JSON.stringify(snapshot)))
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
    await Promise.all(this.#watched.map(({ traffic }) => traffic?.stop()))
  }

  async #look(): Promise<void> {
    await Promise.all(
      this.#watched.map(async (watched) => {
        try {
          watched.card = { ...(await lookAt(this.#project, watched.connection)), requests: 0, lost: 0 }
        } catch (error) {
          // Such as a platform that is just ending; the page says it and looks again.
          watched.card = { ...watched.card, trouble: error instanceof Error ? error.message : String(error) }
        }
        const { state, url } = watched.card
        if (url !== undefined && state === 'live') watched.traffic ??= fewUsers(url)
      }),
    )
  }
}

function emptyCard(environment: string): EnvironmentCard {
  return { environment, state: 'waiting', requests: 0, lost: 0 }
}
