export { TelegramLocalError } from './problem.ts'
export { type RunningTelegram, startTelegram, type TelegramOptions } from './start.ts'
export type { BotGiven } from './state/bots.ts'
export { groupId, personId, phoneNumber } from './state/identifiers.ts'
