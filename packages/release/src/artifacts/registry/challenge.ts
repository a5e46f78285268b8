/** How a registry wants to be told who asks. */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string
  /** Names in lower case. */
  readonly parameters: { readonly [name: string]: string }
}

const piece = /\s*,?\s*(?:([a-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))|([a-z0-9-]+)(?=\s|,|$))/iy

/** The challenges in a `WWW-Authenticate` header; several may stand in one, and what is no challenge ends them. */
export function parseChallenges(header: string | null): Challenge[] {
  const challenges: { scheme: string; parameters: { [name: string]: string } }[] = []
  piece.lastIndex = 0
  for (let found = piece.exec(header ?? ''); found !== null; found = piece.exec(header ?? '')) {
    const [, name, quoted, plain, scheme] = found
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} })
    else if (name !== undefined) {
      const last = challenges.at(-1)
      if (last !== undefined) last.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? ''
    }
  }
  return challenges
}
