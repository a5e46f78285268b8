import { Refusal } from '../errors.ts'

/** How a list in pages is asked for; cursors are ids. */
export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

/** One page of a list, in the form of all of Railway's lists. Without `first` and `last` it holds everything. */
export function connectionOf<Node extends { readonly id: string }>(nodes: readonly Node[], page: PageArguments) {
  const start = page.after ? place(nodes, page.after) + 1 : 0
  const end = page.before ? place(nodes, page.before) : nodes.length
  let chosen = nodes.slice(start, end)
  if (page.first != null) chosen = chosen.slice(0, Math.max(0, page.first))
  if (page.last != null) chosen = page.last <= 0 ? [] : chosen.slice(-page.last)
  const [firstNode, lastNode] = [chosen[0], chosen.at(-1)]
  return {
    edges: chosen.map((node) => ({ cursor: node.id, node })),
    pageInfo: {
      hasNextPage: lastNode !== undefined && lastNode !== nodes.at(-1),
      hasPreviousPage: firstNode !== undefined && firstNode !== nodes[0],
      startCursor: firstNode?.id ?? null,
      endCursor: lastNode?.id ?? null,
    },
  }
}

function place(nodes: readonly { readonly id: string }[], cursor: string): number {
  const index = nodes.findIndex((node) => node.id === cursor)
  if (index < 0) throw new Refusal('Invalid cursor')
  return index
}
