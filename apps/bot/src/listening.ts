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
  const { PORT, RAILWAY_DEPLOYMENT_ID, RAILWAY_PUBLIC_DOMAIN = '' } = environment
  const port = PORT !== undefined && /^\d{1,5}$/.test(PORT) && Number(PORT) <= 65_535 ? Number(PORT) : usualPort
  const isLocal =
    /^(127\.|localhost|\[::1\])/.test(RAILWAY_PUBLIC_DOMAIN) || RAILWAY_PUBLIC_DOMAIN.includes('.localhost')
  return { port, hosts: RAILWAY_DEPLOYMENT_ID === undefined || isLocal ? thisMachine : everywhere }
}
