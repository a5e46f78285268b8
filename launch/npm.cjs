// @ts-check
'use strict'

const fs = require('fs')
const path = require('path')
const childProcess = require('child_process')
const { LaunchFailure, failuresByErrorCode } = require('./failure.cjs')
const { showProgress } = require('./progress.cjs')

const oldestNpm = 7
const timeLimitMs = 15 * 60 * 1000
const patienceMs = 1000
const keptOutputCharacters = 64 * 1024

/** What a surrounding "npm run" was told for itself and what would change what a nested npm does. */
const settingsOfTheOuterNpm =
  /^npm_config_(workspaces?|include_workspace_root|global|location|dry_run|omit|include|only|production|dev|optional|also|json|long|parseable|loglevel|silent|quiet|prefix|local_prefix|package_lock|package_lock_only|save.*|force|if_present|before|install_strategy|install_links|legacy_peer_deps|strict_peer_deps|legacy_bundling|global_style|tag|depth)$/i

/**
 * Finds npm's own program, so that it can be run by a Node of our choice.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string} the path of npm-cli.js
 */
function findNpm(environment) {
  for (const candidate of npmCandidates(environment)) {
    const version = npmVersionAt(candidate)
    if (version === undefined) continue
    if (parseInt(version, 10) < oldestNpm) {
      throw new LaunchFailure(
        'npm-too-old',
        `npm ${version} is too old to install this repository.`,
        'Install Node 22.18 or later from https://nodejs.org, which brings a current npm.',
      )
    }
    return candidate
  }
  throw new LaunchFailure(
    'npm-missing',
    'npm was not found.',
    'Install Node 22.18 or later from https://nodejs.org, which brings npm, and see that npm is on the PATH.',
  )
}

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Generator<string>} places where npm-cli.js may be, the likeliest first
 */
function* npmCandidates(environment) {
  if (environment.npm_execpath) yield path.join(path.dirname(environment.npm_execpath), 'npm-cli.js')
  const folders = (environment.PATH || environment.Path || '').split(path.delimiter).filter((folder) => folder !== '')
  for (const folder of folders) {
    yield path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')
    const command = path.join(folder, 'npm')
    if (process.platform !== 'win32' && fs.existsSync(command)) yield fs.realpathSync(command)
  }
  yield path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  // Version managers put a program of their own in npm's place; it knows where the real one lies.
  const asked = childProcess.spawnSync('npm', ['root', '--global'], {
    encoding: 'utf8',
    env: environment,
    shell: process.platform === 'win32',
  })
  if (asked.status === 0) yield path.join(asked.stdout.trim(), 'npm', 'bin', 'npm-cli.js')
}

/**
 * @param {string} candidate
 * @returns {string | undefined} npm's version, undefined where this is not npm's program
 */
function npmVersionAt(candidate) {
  const manifest = path.join(path.dirname(candidate), '..', 'package.json')
  if (path.basename(candidate) !== 'npm-cli.js' || !fs.existsSync(candidate) || !fs.existsSync(manifest))
    return undefined
  const { name, version } = JSON.parse(fs.readFileSync(manifest, 'utf8'))
  return name === 'npm' ? version : undefined
}

/**
 * Runs npm by the given Node. Quiet when it succeeds; says how long it has been at it every few seconds.
 *
 * @param {{node: string, cli: string, nodeArguments?: string[], npmArguments: string[], cwd: string,
 *   environment: NodeJS.ProcessEnv, doing: string}} order `doing` is the progress line's text
 * @returns {Promise<void>} rejects with a LaunchFailure
 */
async function runNpm(order) {
  const quiet = ['--loglevel=warn', '--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts']
  const child = childProcess.spawn(
    order.node,
    (order.nodeArguments || []).concat(order.cli, order.npmArguments, quiet),
    { cwd: order.cwd, env: npmEnvironment(order.environment), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
  )
  const progress = showProgress(order.doing)
  const limit = setTimeout(() => child.kill('SIGKILL'), timeLimitMs)
  const stopWithUs = endTogether(child)
  let output = ''
  const keep = (/** @type {Buffer} */ chunk) => {
    output += chunk.toString('utf8')
    if (output.length > keptOutputCharacters)
      output = output.slice(output.indexOf('\n', output.length - keptOutputCharacters) + 1)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    // npm only warns when it could not write a file that it unpacks, and ends well.
    if (code !== 0 || output.includes('TAR_ENTRY_ERROR')) throw npmFailure(output, order.cwd, code === null)
  } finally {
    clearTimeout(limit)
    progress.stop()
    stopWithUs()
  }
}

/**
 * The environment of a nested npm: the person's own settings, without what the outer "npm run" was told for itself.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment(environment) {
  /** @type {NodeJS.ProcessEnv} */
  const kept = {}
  for (const name of Object.keys(environment)) {
    if (!settingsOfTheOuterNpm.test(name) && name !== 'NODE_ENV') kept[name] = environment[name]
  }
  return kept
}

/**
 * @param {string} output what npm printed
 * @param {string} folder where it ran
 * @param {boolean} killed it did not end by itself
 */
function npmFailure(output, folder, killed) {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!|warn tar|WARN tar) ?/, ''))
    .filter((line, index, all) => line !== '' && !isNoise(line) && all.indexOf(line) === index)
  const cause = new Error(output)
  const byCode = failuresByErrorCode(folder)
  for (const line of lines) {
    const known = byCode[line.replace(/^code |^TAR_ENTRY_ERROR (\w+).*/, '$1')]
    if (known) return known(cause, lines.slice(0, 4).join('\n'))
  }
  const sentence = killed
    ? 'npm was stopped before it had finished.'
    : 'npm could not install what this repository needs.'
  const wayOut = 'Read what npm says above, put it right, and run the same command again.'
  return new LaunchFailure('install-failed', sentence, wayOut, { cause, details: lines.slice(-12).join('\n') })
}

/** @param {string} line of npm's output: a stack, or where its log lies */
function isNoise(line) {
  return /^\s+at |^npm warn |^A complete log of this run|debug-\d+\.log$/.test(line)
}

/**
 * A signal that ends the launcher ends the installation too, which the next launch starts anew.
 *
 * @param {childProcess.ChildProcess} child
 * @returns {() => void} undoes it
 */
function endTogether(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    // npm asks for the end of its downloads first, which may take as long as the registry likes.
    child.kill('SIGTERM')
    const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    child.on('close', () => {
      clearTimeout(insist)
      process.kill(process.pid, signal)
    })
    for (const name of signals) process.removeListener(name, end)
  }
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.removeListener(signal, end)
  }
}

module.exports = { findNpm, runNpm }
