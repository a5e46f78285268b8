/** What a run remembers between looks, so that it does not use up the platform's allowance of requests. By service. */
export interface Memory {
  readonly urls: Map<string, string>
  /** When the platform was last asked for its figures; milliseconds since 1970. */
  readonly figuresAt: Map<string, number>
}

export function emptyMemory(): Memory {
  return { urls: new Map(), figuresAt: new Map() }
}
