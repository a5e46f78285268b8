import type { DatabaseSync } from 'node:sqlite'

/** What a collection holds: plain JSON objects with an id. They are replaced, never changed in place. */
export interface Stored {
  readonly id: string
}

/** How to take back what an unfinished transaction did to memory. */
export type UndoList = { readonly steps: (() => void)[]; active: boolean }

/**
 * Objects of one kind: all in memory for reading, each change written through to its table at once. The supervisor is
 * the only writer, so memory and table agree.
 */
export class Collection<Item extends Stored> {
  readonly #items = new Map<string, Item>()
  readonly #write: (item: Item) => void
  readonly #erase: (id: string) => void
  readonly #undo: UndoList

  /** Reads the whole table, in the order in which its objects were made. Throws where a document is not JSON. */
  constructor(database: DatabaseSync, table: string, undo: UndoList) {
    this.#undo = undo
    for (const row of database.prepare(`SELECT id, document FROM ${table} ORDER BY rowid`).all()) {
      this.#items.set(String(row.id), JSON.parse(String(row.document)))
    }
    const upsert = database.prepare(
      `INSERT INTO ${table} (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document`,
    )
    const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`)
    this.#write = (item) => upsert.run(item.id, JSON.stringify(item))
    this.#erase = (id) => remove.run(id)
  }

  get(id: string): Item | undefined {
    return this.#items.get(id)
  }

  /** In the order in which they were made. */
  all(): Item[] {
    return [...this.#items.values()]
  }

  where(holds: (item: Item) => boolean): Item[] {
    return this.all().filter(holds)
  }

  find(holds: (item: Item) => boolean): Item | undefined {
    for (const item of this.#items.values()) if (holds(item)) return item
    return undefined
  }

  /** Adds the object, or replaces the one with its id. */
  put(item: Item): Item {
    this.#remember(item.id)
    this.#write(item)
    this.#items.set(item.id, item)
    return item
  }

  /** Harmless where there is no such object. */
  delete(id: string): void {
    this.#remember(id)
    this.#erase(id)
    this.#items.delete(id)
  }

  #remember(id: string): void {
    if (!this.#undo.active) return
    const before = this.#items.get(id)
    this.#undo.steps.push(() => {
      if (before === undefined) this.#items.delete(id)
      else this.#items.set(id, before)
    })
  }
}
