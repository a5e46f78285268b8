import type { ZodType } from 'zod'

/** A GraphQL document with the shape of what it gives. `Variables` are what it takes. */
export interface Operation<Variables extends object, Result> {
  readonly name: string
  /** Only a query may be sent again after it failed. */
  readonly kind: 'query' | 'mutation' | 'subscription'
  readonly document: string
  /** Parses the answer's `data`. Fields the document does not ask for are dropped. */
  readonly result: ZodType<Result>
  /** There for the type alone; never called. */
  readonly takes?: (variables: Variables) => void
}

/**
 * Makes an operation of a document; kind and name are read out of it. Called twice, so that the variables' type is
 * given and the result's is found: `operation<{ id: string }>()(document, result)`.
 */
export function operation<Variables extends object>() {
  return <Result>(document: string, result: ZodType<Result>): Operation<Variables, Result> => {
    const head = /^\s*(query|mutation|subscription)\s+(\w+)/.exec(document)
    if (head?.[1] === undefined || head[2] === undefined)
      throw new TypeError('a document begins with its kind and name')
    return { kind: head[1] as Operation<Variables, Result>['kind'], name: head[2], document, result }
  }
}
