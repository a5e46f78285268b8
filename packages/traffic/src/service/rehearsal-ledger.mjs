import { mkdirSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Where orders and messages are written before they are answered; what a killed process wrote stays written. */
export function openLedger(deployment) {
  const shared = process.env.REHEARSAL_LEDGER
  if (shared === undefined) {
    const own = []
    return {
      kind: 'own',
      write: (sort, id) => own.push(`${sort} ${id}\n`),
      lines: (prefix) => own.filter((line) => startsWith(line, prefix)).join(''),
    }
  }
  mkdirSync(shared, { recursive: true })
  // A file for each process: no two ever write into the same one.
  const file = openSync(join(shared, `${deployment}-${process.pid}-${Date.now()}.ledger`), 'a', 0o600)
  return {
    kind: 'shared',
    write: (sort, id) => writeSync(file, `${sort} ${id}\n`),
    lines: (prefix) => {
      const files = readdirSync(shared).filter((name) => name.endsWith('.ledger'))
      const texts = files.map((name) => readFileSync(join(shared, name), 'utf8'))
      return texts.flatMap((text) => text.split(/(?<=\n)/).filter((line) => startsWith(line, prefix))).join('')
    },
  }
}

function startsWith(line, prefix) {
  return line.startsWith(prefix, line.indexOf(' ') + 1)
}
