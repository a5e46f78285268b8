import { badRequest } from './failure.ts'
import type { UploadedFile } from './method.ts'

/** What a request carries, whichever of the forms it came in. */
export interface Body {
  readonly parameters: Record<string, unknown>
  readonly files: ReadonlyMap<string, UploadedFile>
}

/** Reads JSON, urlencoded and multipart bodies; any other kind carries no parameters. */
export async function readBody(contentType: string | undefined, bytes: Buffer | undefined): Promise<Body> {
  const kind = contentType?.split(';')[0]?.trim().toLowerCase()
  if (bytes === undefined || bytes.length === 0 || contentType === undefined)
    return { parameters: {}, files: new Map() }
  if (kind === 'application/json') return { parameters: parseJson(bytes), files: new Map() }
  if (kind === 'application/x-www-form-urlencoded') {
    return { parameters: Object.fromEntries(new URLSearchParams(bytes.toString())), files: new Map() }
  }
  if (kind === 'multipart/form-data') return parseMultipart(contentType, bytes)
  return { parameters: {}, files: new Map() }
}

function parseJson(bytes: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    throw badRequest("can't parse the request as JSON object")
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('JSON object expected')
  // A null stands for an absent parameter, as clients write one.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
}

async function parseMultipart(contentType: string, bytes: Buffer): Promise<Body> {
  const form = await new Response(withPlainHeads(contentType, bytes), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw badRequest("can't parse the multipart body")
    })
  const parameters: Record<string, unknown> = {}
  const files = new Map<string, UploadedFile>()
  for (const [name, value] of form) {
    if (typeof value === 'string') parameters[name] = value
    else files.set(name, { name: value.name, type: value.type, content: await value.bytes() })
  }
  return { parameters, files }
}

/**
 * Writes the head of each part as Node 22 wants it: blanks between, every value in quotes. grammY writes neither, which
 * the standard allows. What stands in the parts stays as it is, byte for byte.
 */
function withPlainHeads(contentType: string, bytes: Buffer): Uint8Array<ArrayBuffer> {
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1] ?? ''
  const head = new RegExp(
    `(--${boundary.replace(/\W/g, '\\$&')}\\r\\ncontent-disposition:)\\s*form-data(;[^\\r\\n]*)`,
    'gi',
  )
  const written = bytes.toString('latin1').replace(head, (_whole, start: string, values: string) => {
    const quoted = values.replace(/;\s*([\w*-]+)=(?:"([^"]*)"|([^";\s]+))/g, '; $1="$2$3"')
    return `${start} form-data${quoted}`
  })
  return new Uint8Array(Buffer.from(written, 'latin1'))
}
