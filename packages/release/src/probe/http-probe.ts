import { type Request, requestFor } from '../http/request.ts'
import type { Probe, ProbeAnswer } from '../ports/probe.ts'

/** The most that is read of an answer; a health answer is far smaller. Bytes. */
const mostBytes = 256 * 1024
/** What a service says of itself goes into the journal; no id, digest or fingerprint is longer. Characters. */
const longestWord = 200

/** How our probes call themselves, by which they are told from users' requests in a request log. */
export const probeAgent = 'kickai-probe'

/** Asks over HTTP on a connection of its own, so that a kept-alive one never shows an old process after a switch. */
export const httpProbe: Probe = {
  async ask(url, options) {
    return (await lookAt(url, options)).answer
  },
}

/** A probe's answer together with the whole JSON object it was read from; that one is empty where there was none. */
export interface Look {
  readonly answer: ProbeAnswer
  readonly body: { readonly [field: string]: unknown }
}

/** One look as the probe takes it, for showing to people; the body goes into no journal. */
export async function lookAt(url: string, options: Parameters<Probe['ask']>[1]): Promise<Look> {
  const { timeoutMs, token } = options
  const request = await requestFor(url)
  const begun = performance.now()
  const latency = () => Math.round((performance.now() - begun) * 10) / 10
  try {
    const { status, body: text } = await get(request, url, timeoutMs, token)
    const body = objectIn(text)
    return { answer: { status, latencyMs: latency(), ...said(body) }, body }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    return { answer: { latencyMs: latency(), failure }, body: {} }
  }
}

function get(
  begin: Request,
  url: string,
  timeoutMs: number,
  token: string | undefined,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      'user-agent': probeAgent,
      connection: 'close',
      ...(token && { authorization: `Bearer ${token}` }),
    }
    const request = begin(url, { agent: false, headers }, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > mostBytes) request.destroy(new Error(`the answer is larger than ${mostBytes} bytes`))
        else chunks.push(chunk)
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      )
      response.on('error', reject)
    })
    const timer = setTimeout(() => request.destroy(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs)
    request.on('error', reject)
    request.on('close', () => {
      clearTimeout(timer)
      // After a whole answer this does nothing; a connection that closed half-way must not leave us waiting.
      reject(new Error('the connection closed before the whole answer'))
    })
    request.end()
  })
}

function said(body: Look['body']): Omit<ProbeAnswer, 'status' | 'latencyMs' | 'failure'> {
  const text = (name: string) => {
    const value = body[name]
    return typeof value === 'string' && value.length <= longestWord ? { [name]: value } : {}
  }
  const { uptimeSeconds } = body
  const uptime = typeof uptimeSeconds === 'number' && Number.isFinite(uptimeSeconds) ? { uptimeSeconds } : {}
  return { ...text('deployment'), ...text('digest'), ...text('commit'), ...text('settings'), ...uptime }
}

/** What a service says of itself, in a JSON object. Anything else says nothing. */
function objectIn(text: string): Look['body'] {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {}
  } catch {
    // Not every health path answers JSON.
    return {}
  }
}
