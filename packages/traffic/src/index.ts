export { type Answer, KINDS, type Kind } from './answer.ts'
export type { Books, KindBooks, Loss } from './books.ts'
export { TrafficError } from './error.ts'
export type { Load, TrafficOptions } from './options.ts'
export {
  type RehearsalBehaviour,
  type RehearsalOptions,
  rehearsalFiles,
  rehearsalHealthPath,
  rehearsalLedgerVariable,
  rehearsalStartCommand,
} from './service/files.ts'
export { startTraffic, type Traffic } from './traffic.ts'
