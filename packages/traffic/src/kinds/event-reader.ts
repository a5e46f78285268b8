/** Reads the numbers of server-sent events out of text that comes in pieces. */
export class EventReader {
  #rest = ''

  /** Gives the ids of the events that are whole with this text. */
  read(text: string): number[] {
    const events = (this.#rest + text).split('\n\n')
    this.#rest = events.pop() as string
    const ids: number[] = []
    for (const event of events) {
      const id = /^id: (\d+)$/m.exec(event)?.[1]
      if (id !== undefined) ids.push(Number(id))
    }
    return ids
  }
}
