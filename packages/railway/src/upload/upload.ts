import type { Permission } from '@kickai/release'
import { z } from 'zod'
import type { Connection } from '../client/connection.ts'
import { failedExchange } from '../client/failures.ts'
import { badAnswer, failedStatus, quote, rateLimited, saidAs } from '../client/http-status.ts'
import { untilKnown } from '../client/retry.ts'
import { RailwayError } from '../errors/railway-error.ts'
import { type ExchangeAnswer, ExchangeFailure, exchange } from '../http/exchange.ts'
import { uploadLimits } from '../http/limits.ts'

const accepted = z.object({ deploymentId: z.string().min(1) })
const refused = z.object({ message: z.string() })
const asked = { name: 'the upload', changes: true }

export interface UploadPlace {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId: string
}

/**
 * Uploads a gzipped tar archive once and gives the id of the deployment it began. `message` comes back in that
 * deployment's record, so that an upload whose answer was lost can be found. Throws `RailwayError`; never sends what may
 * have acted twice.
 */
export async function uploadBundle(...upload: Parameters<typeof uploadOnce>): Promise<string> {
  return await untilKnown(upload[0], () => uploadOnce(...upload))
}

async function uploadOnce(
  connection: Connection,
  place: UploadPlace,
  archive: Uint8Array,
  message: string,
  permission?: Permission,
): Promise<string> {
  const scrub = connection.scrub()
  const permit = await permission?.(archive.byteLength)
  let answer: ExchangeAnswer
  try {
    answer = await exchange(connection.fetch, connection.clock, {
      url: connection.endpoint.upload(place, message),
      headers: { ...connection.headers(), 'content-type': 'application/gzip', accept: 'application/json' },
      body: archive,
      limits: uploadLimits,
      permit,
    })
  } catch (error) {
    if (error instanceof ExchangeFailure) throw failedExchange(error, asked, scrub)
    throw error
  }
  const { status } = answer
  if (status >= 200 && status < 300) {
    const parsed = accepted.safeParse(parseJson(answer.text))
    if (!parsed.success) throw badAnswer(asked, scrub, `no deployment's id in "${answer.text}"`)
    return parsed.data.deploymentId
  }
  const said = quote(refused.safeParse(parseJson(answer.text)).data?.message ?? answer.text, scrub)
  if (status === 400) {
    throw refusal('upload-refused', `refused it${saidAs(said)}`, 'Read what Railway said about the archive.', said)
  }
  if (status === 404) {
    const wayOut = 'Add the service to this environment on Railway, or correct the ids in the configuration.'
    const what = `knows no such service in this environment${saidAs(said)}`
    throw refusal('service-instance-missing', what, wayOut, said, true)
  }
  if (status === 413) {
    const size = `${(archive.byteLength / 1_000_000).toFixed(1)} MB`
    throw refusal(
      'upload-too-large',
      `found ${size} too large`,
      'Leave out of the bundle what the service does not need.',
      said,
    )
  }
  if (status === 429) throw rateLimited(answer, asked, scrub, connection.clock.now())
  throw failedStatus(answer, asked, scrub)
}

function refusal(code: string, what: string, wayOut: string, said: string, notYet = false): RailwayError {
  const message = `Railway was sent a bundle and ${what}.`
  return new RailwayError({ code, message, wayOut, acted: 'no', notYet, said })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
