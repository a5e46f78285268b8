import type { Plugin } from 'rolldown'

/** Those that many a command does without; for each Node loads a dozen more of its own. */
const late: ReadonlySet<string> = new Set(['node:crypto', 'node:child_process', 'node:zlib'])

const importLine = /^import (?:(?:\* as )?(\w+(?:\$\d+)?)|(?:(\w+(?:\$\d+)?), )?\{ ([^}]*) \}) from "(node:[\w/]+)";$/gm

/**
 * Takes from Node's own modules only the names that are used. An import of one has Node evaluate everything that it exports, also what
 * is loaded when it is asked for: of `node:http` all of `fetch`, of `node:util` networking and worker threads. That takes a command as
 * long as all it does besides. Some modules are loaded when something of them is called first.
 */
export const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  renderChunk(code) {
    // A line for a line, so that the source map stays right.
    const plain = code.replace(importLine, (_line, only?: string, beside = only, names = '', source = '') => {
      const whole = beside === undefined ? '' : `const ${beside} = ${wholeOf(source)};`
      return whole + (names === '' ? [] : names.split(', ')).map((name: string) => named(name, source)).join('')
    })
    return { code: plain, map: null }
  },
}

function foundIn(source: string): string {
  return `globalThis.process.getBuiltinModule(${JSON.stringify(source)})`
}

function wholeOf(source: string): string {
  return late.has(source) ? `new Proxy({}, { get: (_, name) => ${foundIn(source)}[name] })` : foundIn(source)
}

/** A function of a late module stands for it; what else it carries, as `execFile` does for `promisify`, it does not have. */
function named(name: string, source: string): string {
  const [wanted = name, called = wanted] = name.split(' as ')
  const exported = { ...process.getBuiltinModule(source) } as { readonly [name: string]: unknown }
  // A class is called by `new`, which no function like this stands for.
  const isFunction = typeof exported[wanted] === 'function' && /^[a-z]/.test(wanted)
  if (late.has(source) && isFunction) return `const ${called} = (...given) => ${foundIn(source)}.${wanted}(...given);`
  return `const { ${wanted}: ${called} } = ${foundIn(source)};`
}
