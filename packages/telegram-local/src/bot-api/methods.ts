import {
  getChat,
  getChatAdministrators,
  getChatMember,
  getChatMemberCount,
  leaveChat,
  sendChatAction,
} from './chats.ts'
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands.ts'
import { getFile, sendDocument } from './documents.ts'
import { deleteMessage, editMessageReplyMarkup, editMessageText } from './edit.ts'
import type { Method, MethodName } from './method.ts'
import { getMe, setMyDescription, setMyName, setMyShortDescription } from './profile.ts'
import { sendMessage } from './send.ts'
import { answerCallbackQuery } from './taps.ts'
import { getUpdates } from './updates.ts'
import { deleteWebhook, getWebhookInfo, setWebhook } from './webhook.ts'

/** Every method that is offered. */
const methods = {
  answerCallbackQuery,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatAdministrators,
  getChatMember,
  getChatMemberCount,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  leaveChat,
  sendChatAction,
  sendDocument,
  sendMessage,
  setMyCommands,
  setMyDescription,
  setMyName,
  setMyShortDescription,
  setWebhook,
} satisfies Partial<Record<MethodName, Method>>

const byLowerCaseName = new Map<string, Method>(
  Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]),
)

/** A method by its name in any case, or undefined where it is not offered. */
export function findMethod(name: string): Method | undefined {
  return byLowerCaseName.get(name.toLowerCase())
}
