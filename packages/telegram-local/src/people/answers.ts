import type { FastifyReply } from 'fastify'
import { ZodError } from 'zod'
import { TelegramLocalError } from '../problem.ts'

const statuses: Readonly<Record<string, number>> = {
  'not-authorized': 401,
  'foreign-host': 403,
  'foreign-origin': 403,
  'bot-unknown': 404,
  'chat-unknown': 404,
  'message-unknown': 404,
  'person-unknown': 404,
  'button-unknown': 404,
  'document-unknown': 404,
  'not-found': 404,
  'not-a-member': 409,
  'bot-blocked': 409,
  'member-banned': 409,
  'chat-migrated': 409,
  'name-taken': 409,
}

/** Answers a failed people call as `{code, message, wayOut}`; what nobody foresaw is a 500 and goes to standard error. */
export function answerProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = asProblem(error)
  const status = problem.code === 'fault-of-ours' ? 500 : (statuses[problem.code] ?? 400)
  if (status === 500) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return reply.code(status).send({ code: problem.code, message: problem.message, wayOut: problem.wayOut })
}

function asProblem(error: unknown): TelegramLocalError {
  if (error instanceof TelegramLocalError) return error
  if (error instanceof ZodError) {
    const sentences = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
    return new TelegramLocalError('bad-request', `${sentences.join('; ')}.`, 'Correct these and send it again.', error)
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500
  if (status < 500) {
    return new TelegramLocalError('bad-request', (error as Error).message, 'Send a JSON object.', error)
  }
  return new TelegramLocalError('fault-of-ours', 'The server failed.', 'Its standard error says why.', error)
}

export function documentUnknown(id: string): TelegramLocalError {
  return new TelegramLocalError('document-unknown', `There is no document ${id}.`, 'Take the id from a message.')
}
