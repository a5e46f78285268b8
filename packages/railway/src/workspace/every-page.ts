const mostPages = 100

interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly next: string | undefined
}

/** All of a list that comes in pages; `read` is given the mark to begin after, as the variable it belongs in. */
export async function everyPage<Node>(read: (mark: { after?: string }) => Promise<Page<Node>>): Promise<Node[]> {
  const all: Node[] = []
  let mark: { after?: string } = {}
  for (let page = 1; page <= mostPages; page += 1) {
    const { nodes, next } = await read(mark)
    all.push(...nodes)
    if (next === undefined) break
    mark = { after: next }
  }
  return all
}
