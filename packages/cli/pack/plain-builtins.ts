import type { Plugin } from 'rolldown'

const importLine = /^import (?:(?:\* as )?(\w+(?:\$\d+)?)|(?:(\w+(?:\$\d+)?), )?\{ ([^}]*) \}) from "(node:[\w/]+)";$/gm

/**
 * Takes from Node's own modules only the names that are used. An import of one has Node evaluate everything that it exports, also what
 * is loaded when it is asked for: of `node:http` all of `fetch`, of `node:util` networking and worker threads. That takes a command as
 * long as all it does besides.
 */
export const plainBuiltins: Plugin = {
  name: 'plain-builtins',
  renderChunk(code) {
    // A line for a line, so that the source map stays right.
    const plain = code.replace(importLine, (_line, only?: string, beside = only, names = '', source = '') => {
      const found = `globalThis.process.getBuiltinModule(${JSON.stringify(source)})`
      const whole = beside === undefined ? '' : `const ${beside} = ${found};`
      const named = names === '' ? '' : `const { ${names.replaceAll(' as ', ': ')} } = ${found};`
      return `${whole}${named}`
    })
    return { code: plain, map: null }
  },
}
