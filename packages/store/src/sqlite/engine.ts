import type { DatabaseSync } from 'node:sqlite'

type Engine = typeof import('node:sqlite')

let engine: Engine | undefined

/**
 * Opens a connection with Node's own SQLite. It is loaded here and not by an import, because Node 22 warns on standard
 * error when it loads; that one warning is kept back, every other goes its way.
 */
export function connect(path: string, busyMs: number): DatabaseSync {
  engine ??= load()
  return new engine.DatabaseSync(path, { timeout: busyMs })
}

function load(): Engine {
  const warn = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature'))
      Reflect.apply(warn, process, [warning, ...rest])
  }) as typeof process.emitWarning
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = warn
  }
}
