import { isLoopback } from '@kickai/release'

interface Domains {
  readonly serviceDomains: readonly { readonly domain: string }[]
  readonly customDomains: readonly { readonly domain: string }[]
}

/**
 * Where a service is reached, without a trailing slash; undefined where it has no address. The domain that Railway
 * made comes first: it always leads to this service, while a custom one may still point elsewhere.
 */
export function addressOf(domains: Domains): string | undefined {
  const domain = domains.serviceDomains[0]?.domain ?? domains.customDomains[0]?.domain
  if (domain === undefined || !URL.canParse(`https://${domain}`)) return undefined
  const { hostname } = new URL(`https://${domain}`)
  return `${isLoopback(hostname) ? 'http' : 'https'}://${domain}`.replace(/\/+$/, '')
}
