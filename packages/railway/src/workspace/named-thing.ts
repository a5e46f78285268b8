import { RailwayError } from '../errors/railway-error.ts'

export interface NamedThing {
  readonly id: string
  readonly name: string
}

/** The one thing of a name, if there is any. Two are `ambiguous-name`: nobody guesses between them. */
export function theOnly<Thing extends NamedThing>(
  things: readonly Thing[],
  kind: string,
  name: string,
): Thing | undefined {
  const found = things.filter((thing) => thing.name === name)
  if (found.length < 2) return found[0]
  throw new RailwayError({
    code: 'ambiguous-name',
    message: `There are ${found.length} of the name ${name} where one ${kind} was looked for: ${found.map(({ id }) => id).join(', ')}.`,
    wayOut: `Rename or delete all but one ${kind} on Railway.`,
    acted: 'no',
  })
}
