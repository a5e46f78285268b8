import type { Transaction, Value } from '@kickai/store'
import { teamCollections } from './team.ts'

/** Who changes something, when, and because of which update; and the transaction it happens in. */
export interface Change {
  readonly transaction: Transaction
  readonly actor: { readonly userId: number; readonly name: string }
  /** ISO time. */
  readonly at: string
  /** The id of the Telegram update that asked for it. */
  readonly update: number
}

/** One change that was made. `before` and `after` are what changed, null where there was or is nothing. */
export interface AuditEntry {
  readonly what:
    | 'team-created'
    | 'chat-set-up'
    | 'chat-migrated'
    | 'player-added'
    | 'player-linked'
    | 'match-created'
    | 'availability-answered'
  /** The id of what was changed. */
  readonly subject: string
  readonly before: Value
  readonly after: Value
}

/** Writes the audit entry of a change, in the same transaction. One update makes at most one entry of a kind and subject. */
export function recordAudit(change: Change, team: string, { what, subject, before, after }: AuditEntry): void {
  const { transaction, actor, at, update } = change
  transaction.create(teamCollections.audit(team), `${orderedId(update)}-${what}-${subject}`, {
    who: { userId: actor.userId, name: actor.name },
    what,
    subject,
    before,
    after,
    at,
    update,
  })
}

/** A number as a document id that sorts like the number. */
export function orderedId(number: number): string {
  return String(number).padStart(16, '0')
}
