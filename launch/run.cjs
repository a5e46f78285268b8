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
 * @param {{node: string, script: string, scriptArguments: string[], environment: NodeJS.ProcessEnv}} order
 * @returns {Promise<{code: number | null, signal: NodeJS.Signals | null}>} how it ended
 */
function runScript(order) {
  const { node, script, scriptArguments, environment } = order
  const child = childProcess.spawn(node, ['--disable-warning=ExperimentalWarning', script].concat(scriptArguments), {
    stdio: 'inherit',
    env: withNodeFirst(environment, node),
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

module.exports = { runScript }
