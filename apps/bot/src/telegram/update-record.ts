/** When Telegram was last heard of; milliseconds since 1970. It belongs to the process, and is kept nowhere. */
export interface UpdateRecord {
  /** Since when this process fetches updates; absent while that is another's turn. */
  since?: number | undefined
  /** The last poll that was answered. */
  polledAt?: number
  /** The last poll that brought an update. */
  updateAt?: number
}

export function updateRecord(): UpdateRecord {
  return {}
}
