import type { RouteWish } from './contract.ts'

const DEPLOYMENT = /^[\w-]{1,128}$/

/** All that is wrong with a `PUT /routes/<key>` body, or the wish it holds. */
export function parseWish(text: string): { wish: RouteWish } | { problems: string[] } {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return { problems: [`not JSON: ${error.message}`] }
    throw error
  }
  if (!isRecord(body)) return { problems: ['not an object'] }
  const problems: string[] = []
  if (!isPort(body.port) && body.port !== 0) problems.push('port must be a whole number from 0 to 65535')
  if (body.fallbackReason !== undefined && typeof body.fallbackReason !== 'string') {
    problems.push('fallbackReason must be a text')
  }
  if (!Array.isArray(body.upstreams)) problems.push('upstreams must be a list')
  else problems.push(...body.upstreams.flatMap((upstream, index) => problemsOf(upstream, `upstreams[${index}]`)))
  return problems.length > 0 ? { problems } : { wish: body as unknown as RouteWish }
}

function problemsOf(upstream: unknown, name: string): string[] {
  if (!isRecord(upstream)) return [`${name} must be an object`]
  const problems: string[] = []
  if (typeof upstream.deployment !== 'string' || !DEPLOYMENT.test(upstream.deployment)) {
    problems.push(`${name}.deployment must be 1 to 128 letters, digits, _ or -`)
  }
  if (!isPort(upstream.port)) problems.push(`${name}.port must be a whole number from 1 to 65535`)
  if (typeof upstream.weight !== 'number' || !(upstream.weight > 0) || !Number.isFinite(upstream.weight)) {
    problems.push(`${name}.weight must be a number above 0`)
  }
  return problems
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536
}
