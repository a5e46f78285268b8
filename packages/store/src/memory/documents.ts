/** A document as it is kept: its JSON, and the sequence of the transaction that wrote it. */
export interface Kept {
  readonly json: string
  readonly version: number
}

/** One collection: its documents by id, and the sequence of the last transaction that changed it. */
export interface KeptCollection {
  readonly byId: Map<string, Kept>
  version: number
}

/** Documents in the memory of this process, which any number of stores may be opened over. */
export class MemoryDocuments {
  sequence = 0
  readonly #collections: Map<string, KeptCollection>

  constructor(collections: Iterable<readonly [string, KeptCollection]> = []) {
    this.#collections = new Map(collections)
  }

  /** The same documents, which from here on change apart from these. */
  copy(): MemoryDocuments {
    const copy = new MemoryDocuments(
      [...this.#collections].map(([name, { byId, version }]) => [name, { byId: new Map(byId), version }]),
    )
    copy.sequence = this.sequence
    return copy
  }

  /** Every document's JSON by its path, sorted; equal for equal contents. */
  dump(): readonly (readonly [path: string, json: string])[] {
    return [...this.#collections]
      .flatMap(([name, { byId }]) => [...byId].map(([id, { json }]) => [`${name}/${id}`, json] as const))
      .sort(([left], [right]) => (left < right ? -1 : 1))
  }

  /** The path of a document whose JSON is such. */
  find(isSuch: (json: string) => boolean): string | undefined {
    for (const [name, { byId }] of this.#collections)
      for (const [id, { json }] of byId) if (isSuch(json)) return `${name}/${id}`
    return undefined
  }

  collection(name: string): KeptCollection | undefined {
    return this.#collections.get(name)
  }

  put(name: string, id: string, kept: Kept | undefined, version: number): void {
    const collection = this.#collections.get(name) ?? { byId: new Map<string, Kept>(), version }
    this.#collections.set(name, collection)
    collection.version = version
    if (kept === undefined) collection.byId.delete(id)
    else collection.byId.set(id, kept)
  }
}
