// Every command loads the configuration, and with it this file; what a check needs is loaded when it is made.
import type { Check, Subject } from './check.ts'

export type { Check, Finding, Subject } from './check.ts'

/** Whether the service could read its settings: unknown and missing ones, placeholders, retired models. Asks nobody. */
export const settings: Check = Object.assign(
  async (subject: Subject) => (await import('./settings.ts')).checkSettings(subject),
  { offline: true },
)

/** Whether Telegram takes the bot's token, and whether a webhook takes the updates away that the service polls for. */
export const telegram: Check = async (subject) => (await import('./telegram.ts')).checkTelegram(subject)

/** Whether a document can be written, read and deleted in the service's Firestore. Other stores are not asked. */
export const firestore: Check = async (subject) => (await import('./firestore.ts')).checkFirestore(subject)

/** Whether the provider has the model that is set, and answers with one token of it. */
export const model: Check = async (subject) => (await import('./model.ts')).checkModel(subject)
