import type { Books, Kind } from '@kickai/traffic'

/** A sentence for each kind of users that never got a request through: what was not tried has not been shown. */
export function silentKinds({ byKind }: Pick<Books, 'byKind'>, kinds: readonly Kind[]): string[] {
  return kinds.filter((kind) => !byKind[kind]?.requests).map((kind) => `There was no traffic of kind ${kind}.`)
}
