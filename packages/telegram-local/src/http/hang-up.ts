import type { FastifyReply } from 'fastify'

/** Aborted when the caller's connection ends before the answer, and harmlessly after it. */
export function hangUp({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort())
  return controller.signal
}
