import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson } from '../api/answer.ts'
import { settleRoute } from '../deployment/routes.ts'
import { PlatformError } from '../errors.ts'
import { changeOptions } from '../state/options.ts'
import type { Host } from '../supervisor/host.ts'
import { processesOf } from './processes.ts'

const mostBytes = 1_000_000

/** Answers what only the embedded platform has: its processes, faults on order, options, its own end. */
export async function answerControl(
  host: Host,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  onStop: () => void,
): Promise<void> {
  const asked = `${request.method} ${path}`
  try {
    switch (asked) {
      case 'GET /local/processes':
        return answerJson(response, 200, processesOf(host))
      case 'GET /local/options':
        return answerJson(response, 200, host.options)
      case 'PATCH /local/options':
        host.options = changeOptions(host.state, await readJson(request))
        for (const { id } of host.state.instances.all()) await settleRoute(host, id)
        return answerJson(response, 200, host.options)
      case 'GET /local/faults':
        return answerJson(response, 200, host.faults.all())
      case 'POST /local/faults':
        return answerJson(response, 200, host.faults.add(await readJson(request)))
      case 'DELETE /local/faults':
        host.faults.clear()
        return answerJson(response, 200, [])
      case 'POST /local/stop':
        answerJson(response, 202, { stopping: true })
        return onStop()
      default:
        return answerJson(response, 404, { code: 'not-found', message: `There is no ${asked}.` })
    }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    answerJson(response, 400, { code: error.code, message: error.message, wayOut: error.wayOut })
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > mostBytes)
      throw new PlatformError('body-too-large', 'The request is too large.', 'Send less than 1 MB.')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (error) {
    throw new PlatformError('body-invalid', 'The request is no JSON document.', 'Send one JSON object.', error)
  }
}
