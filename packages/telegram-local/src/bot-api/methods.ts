import type { Method, MethodName } from './method.ts'
import { getMe } from './profile.ts'
import { sendMessage } from './send.ts'
import { getUpdates } from './updates.ts'

const methods = { getMe, getUpdates, sendMessage } satisfies Partial<Record<MethodName, Method>>

const byLowerCaseName = new Map<string, Method>(
  Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]),
)

/** A method by its name in any case, or undefined where it is not offered. */
export function findMethod(name: string): Method | undefined {
  return byLowerCaseName.get(name.toLowerCase())
}
