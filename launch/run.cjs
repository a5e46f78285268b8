// @ts-check
'use strict'

const childProcess = require('child_process')
const path = require('path')
const tty = require('tty')

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a script in this process's place: its streams, its folder, its signals, its end.
 *
 * @param {{root: string, node: string, script: string, scriptArguments: string[], environment: NodeJS.ProcessEnv}} order
 * @returns {Promise<{code: number | null, signal: NodeJS.Signals | null}>} how it ended
 */
function runScript(order) {
  const { root, node, script, scriptArguments, environment } = order
  const child = childProcess.spawn(node, ['--disable-warning=ExperimentalWarning', script].concat(scriptArguments), {
    stdio: 'inherit',
    env: Object.assign(withNodeFirst(environment, node), withCompileCache(environment, root)),
  })
  // A terminal sends Ctrl-C to the script itself as well; passed on, it would arrive twice.
  const atTerminal = [0, 1, 2].some((descriptor) => tty.isatty(descriptor))
  for (const signal of forwarded) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !atTerminal) child.kill(signal)
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      for (const name of forwarded) process.removeAllListeners(name)
      resolve({ code, signal })
    })
  })
}

/**
 * The environment in which "node" is the chosen one, for whatever the script starts.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function withNodeFirst(environment, node) {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') || 'PATH'
  const folder = path.dirname(node)
  const current = environment[name] || ''
  const first = current.split(path.delimiter)[0] === folder ? current : `${folder}${path.delimiter}${current}`
  return Object.assign({}, environment, { [name]: first })
}

/**
 * Node keeps what it made of each source file, which halves the start of everything below. Where the folder cannot be
 * written it does without.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} root
 * @returns {NodeJS.ProcessEnv} nothing where the person has decided about it
 */
function withCompileCache(environment, root) {
  if (environment.NODE_COMPILE_CACHE || environment.NODE_DISABLE_COMPILE_CACHE) return {}
  return { NODE_COMPILE_CACHE: path.join(root, '.kickai', 'compile-cache') }
}

module.exports = { runScript }
