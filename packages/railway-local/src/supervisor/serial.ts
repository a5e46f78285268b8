/** Runs pieces of work one after the other, in the order in which they were given; one that fails holds up none. */
export type Serial = <Result>(work: () => Promise<Result>) => Promise<Result>

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}
