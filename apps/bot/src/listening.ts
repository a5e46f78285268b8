/** Where to listen, before the settings have been read; they are checked a moment later. */
export interface ListenPlace {
  readonly port: number
  readonly hosts: readonly string[]
}

const usualPort = 8080
const everywhere = ['::', '0.0.0.0']
const thisMachine = ['127.0.0.1']

/**
 * The port and the addresses to listen on. On Railway that is everywhere, because its router comes from another
 * machine. On this machine, and where the public address is one of this machine, nobody else is let in.
 */
export function listenPlace(environment: Readonly<Record<string, string | undefined>>): ListenPlace {
  const { PORT, RAILWAY_DEPLOYMENT_ID, RAILWAY_PUBLIC_DOMAIN, RAILWAY_PRIVATE_DOMAIN } = environment
  const port = PORT !== undefined && /^\d{1,5}$/.test(PORT) && Number(PORT) <= 65_535 ? Number(PORT) : usualPort
  const isHere = RAILWAY_DEPLOYMENT_ID === undefined || [RAILWAY_PUBLIC_DOMAIN, RAILWAY_PRIVATE_DOMAIN].some(isLoopback)
  return { port, hosts: isHere ? thisMachine : everywhere }
}

function isLoopback(domain: string | undefined): boolean {
  return domain !== undefined && /^(127\.[\d.]+|\[::1\]|([\w-]+\.)*localhost)(:\d+)?$/.test(domain)
}
