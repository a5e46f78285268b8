import { createHash } from 'node:crypto'

/** Below 2^52, as Telegram promises, and above 2^32, so that whoever keeps ids in 32 bits is found out. */
function stableNumber(text: string): number {
  return 5_000_000_000 + Number(createHash('sha256').update(text).digest().readBigUInt64BE() % 4_000_000_000n)
}

/** The Telegram user id of the person with this short name; the same on every machine and for every bot. */
export function personId(name: string): number {
  return stableNumber(`person ${name}`)
}

/** The chat id of the group with this short name among the groups of one bot. */
export function groupId(bot: number, name: string): number {
  return -stableNumber(`group ${bot} ${name}`)
}

/** The chat id that a group gets when it becomes a supergroup. */
export function supergroupId(bot: number, name: string): number {
  return -1_000_000_000_000 - stableNumber(`supergroup ${bot} ${name}`)
}

/** A telephone number out of the range that is kept free for drama, so that it never reaches anybody. */
export function phoneNumber(person: number): string {
  return `+447700900${String(person % 1000).padStart(3, '0')}`
}
