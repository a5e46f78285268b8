/** Node's remarks on itself that a user of this command can do nothing about. */
const silenced = new Set(['ExperimentalWarning'])
const silencedCodes = new Set(['MODULE_TYPELESS_PACKAGE_JSON'])

/** Shows warnings as Node does, but for those about experimental modules and packages without a type. */
export function quietWarnings(): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning: Error & { code?: string }) => {
    if (silenced.has(warning.name) || silencedCodes.has(warning.code ?? '')) return
    process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
}
