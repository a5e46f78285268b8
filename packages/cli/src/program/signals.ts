const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** A signal that the first SIGINT or SIGTERM aborts; the second ends the process at once. `before` is called then. */
export function abortOnSignals(before: () => void): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        controller.abort(name)
        return
      }
      before()
      process.exit(exitCodes[name])
    })
  }
  return controller.signal
}
