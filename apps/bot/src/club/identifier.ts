import type { Transaction } from '@kickai/store'

const letters = { team: 'T', player: 'P', match: 'F' } as const
export type IdentifierKind = keyof typeof letters

/** An identifier that is taken when `keep` is called and the transaction is applied. */
export interface NextIdentifier {
  readonly id: string
  keep(): void
}

/**
 * The next short identifier of a kind, such as `P7`. The count only grows, so none is ever given twice, not even after
 * what it named is gone. Reads now and writes in `keep`, because a transaction reads before it writes.
 */
export async function nextIdentifier(
  transaction: Transaction,
  counters: string,
  kind: IdentifierKind,
): Promise<NextIdentifier> {
  const counter = await transaction.get(counters, kind)
  const number = ((counter?.last as number | undefined) ?? 0) + 1
  return {
    id: `${letters[kind]}${number}`,
    keep: () => transaction.set(counters, kind, { last: number }),
  }
}

/** An identifier as it is stored from how a person writes it (`f12`), or undefined where the text is none of its kind. */
export function readIdentifier(text: string, kind: IdentifierKind): string | undefined {
  const upper = text.toUpperCase()
  return new RegExp(`^${letters[kind]}[1-9]\\d{0,8}$`).test(upper) ? upper : undefined
}

/** The number in an identifier, to sort by. */
export function identifierNumber(id: string): number {
  return Number(id.slice(1))
}
