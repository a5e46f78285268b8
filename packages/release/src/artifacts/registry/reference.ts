import { isLoopback } from '../../http/loopback.ts'

/** One repository of an OCI registry. */
export interface RegistryPlace {
  /** As people call it: `ghcr.io/team/club`. */
  readonly name: string
  /** Where the registry answers, without a path. */
  readonly origin: string
  readonly repository: string
}

/** What the specification lets a repository be called. */
const repositoryName = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/

/** Registries that answer elsewhere than they are called. */
const answersAt: { readonly [host: string]: string } = { 'docker.io': 'registry-1.docker.io' }

/**
 * Reads `HOST[:PORT]/REPOSITORY`, such as `ghcr.io/team/club`; `https://` or `http://` may stand before it. Gives a clause
 * instead where it can not be used. Unencrypted only on this machine, and there unless https is said.
 */
export function parseRegistry(reference: string): RegistryPlace | string {
  const [, scheme, host = '', repository = ''] =
    /^(https?:\/\/)?((?:\[[0-9a-f:]+\]|[^/@:[\]]+)(?::\d+)?)\/(.+)$/.exec(reference) ?? []
  const address = `https://${answersAt[host] ?? host}`
  if (host === '' || !URL.canParse(address) || new URL(address).pathname !== '/')
    return 'a registry and a repository are wanted, such as ghcr.io/team/club'
  if (!repositoryName.test(repository)) {
    return /[:@]/.test(repository)
      ? 'a repository is wanted, without a tag or a digest'
      : 'repositories are named by lower-case letters and digits, with ".", "_" and "-" between them'
  }
  const url = new URL(address)
  const here = isLoopback(url.hostname)
  if (scheme === 'http://' && !here) return 'it is not encrypted; http is for this machine alone'
  const protocol = scheme ?? (here ? 'http://' : 'https://')
  // The port as it was written: 80 is no default for https, and the other way round.
  const { origin } = new URL(protocol + (answersAt[host] ?? host))
  return { name: `${host}/${repository}`, origin, repository }
}
