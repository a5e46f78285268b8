import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ReleaseState } from '@kickai/release'
import { z } from 'zod'

const noticeSchema = z.object({ about: z.string(), urgency: z.string(), release: z.string() })

/** What a destination was told of a release. */
export type Told = z.infer<typeof noticeSchema>

/** A destination for notices, as a team has one somewhere. */
export interface Destination {
  readonly url: string
  /** Everything that it was told, in its order. */
  readonly told: readonly Told[]
  close(): Promise<void>
}

/** Listens on this machine alone. What is no notice is answered 400, so that whoever sent it says that it did not arrive. */
export async function openDestination(): Promise<Destination> {
  const told: Told[] = []
  const server = createServer(async (request, response) => {
    try {
      told.push(noticeSchema.parse(JSON.parse(await text(request))))
      response.writeHead(204).end()
    } catch {
      response.writeHead(400).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    told,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const alarming: ReadonlySet<string> = new Set(['rollback failed', 'unknown'])

/**
 * What is wrong with what a destination was told: how the release ended, as an alert where somebody must look at once.
 * Nobody is told of what was blocked before anything changed. It may have been told twice, where whoever told it died. Pure.
 */
export function problemsOfNotices(
  { verdict, plan }: Pick<ReleaseState, 'verdict'> & { readonly plan: Pick<ReleaseState['plan'], 'release'> },
  told: readonly Told[],
): string[] {
  const own = told.filter(({ release }) => release === plan.release)
  if (verdict === 'blocked' || verdict === undefined) return own.map(({ about }) => `Somebody was told of ${about}.`)
  const urgency = alarming.has(verdict) ? 'high' : 'normal'
  const wrong = own.filter((notice) => notice.about !== verdict || notice.urgency !== urgency)
  if (own.length === 0) return [`Nobody was told that the release ended as ${verdict}.`]
  return wrong.map((notice) => `Somebody was told of ${notice.about} with urgency ${notice.urgency}.`)
}
