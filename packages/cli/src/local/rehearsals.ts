import type { Artifact } from '@kickai/release'
import { CommandError } from '../error/command-error.ts'
import type { Board } from './board.ts'
import { writeFigures } from './figures.ts'
import { type RehearsalFigures, type RehearsalSurroundings, rehearse } from './rehearsal.ts'

/** One rehearsal at a time, begun by the command or by the page's button; the board tells how it goes. */
export class Rehearsals {
  readonly #board: Board
  #make: (() => Promise<RehearsalFigures>) | undefined
  #running: Promise<unknown> | undefined

  constructor(board: Board) {
    this.#board = board
  }

  /** From now on they may be made, with this artifact as the good release. */
  allow(surroundings: Omit<RehearsalSurroundings, 'onStep'>, artifact: Artifact): void {
    const onStep = (step: string) => this.#board.rehearsalStep(step)
    this.#make = async () => {
      const figures = await rehearse({ ...surroundings, onStep }, artifact)
      writeFigures(surroundings.project.workspace, figures)
      return figures
    }
    this.#board.rehearsalReady()
  }

  /** Makes one and gives its figures. */
  begin(): Promise<RehearsalFigures> {
    if (this.#make === undefined || this.#running !== undefined)
      throw new CommandError('rehearsal-failed', 'A rehearsal cannot begin now.')
    const board = this.#board
    board.rehearsalBegins()
    const made = this.#make().then(
      (figures) => {
        this.recall(figures)
        return figures
      },
      (error: unknown) => {
        board.rehearsalEnds(undefined, error instanceof Error ? error.message : String(error))
        throw error
      },
    )
    // Whoever began it is told of its failure; that it is over is all that is waited for here.
    this.#running = made
      .catch(() => {})
      .finally(() => {
        this.#running = undefined
      })
    return made
  }

  /** Begins one for the page, which shows how it goes and why it failed. False: one runs, or nothing is live yet. */
  beginOnPage(): boolean {
    if (this.#make === undefined || this.#running !== undefined) return false
    this.begin().catch(() => {})
    return true
  }

  /** Shows how one ended: the figures of a rescue, or why there was none. */
  recall({ caughtSeconds, backSeconds, problems, ...figures }: RehearsalFigures): void {
    if (problems.length > 0 || caughtSeconds === undefined || backSeconds === undefined)
      this.#board.rehearsalEnds(undefined, problems.join(' '))
    else this.#board.rehearsalEnds({ ...figures, caughtSeconds, backSeconds })
  }

  /** Resolves when none runs. */
  async settled(): Promise<void> {
    await this.#running
  }
}
