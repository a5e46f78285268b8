import { z } from 'zod'

/** A point in time as Railway writes it (ISO 8601, up to nanoseconds), as milliseconds since 1970. */
export const dateTime = z.string().transform((text, context) => {
  const milliseconds = Date.parse(text)
  if (!Number.isNaN(milliseconds)) return milliseconds
  context.issues.push({ code: 'custom', message: 'not a date', input: undefined })
  return z.NEVER
})

/** A list in pages, as Railway gives all longer lists. */
export function connection<Node>(node: z.ZodType<Node>) {
  return z.object({ edges: z.array(z.object({ node })) }).transform(({ edges }) => edges.map((edge) => edge.node))
}

/** One page of a list, with the mark that the next one begins after. */
export function page<Node>(node: z.ZodType<Node>) {
  return z
    .object({
      edges: z.array(z.object({ node })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
    })
    .transform(({ edges, pageInfo }) => ({
      nodes: edges.map((edge) => edge.node),
      next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined,
    }))
}

/** Something made by the platform, of which only the id and the name matter. */
export const named = z.object({ id: z.string(), name: z.string() })

/** The answer `Boolean!` of changes that say nothing else. */
export const yes = z.boolean()
