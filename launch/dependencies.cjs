// @ts-check
'use strict'

const fs = require('fs')
const path = require('path')
const { LaunchFailure, explainFileError } = require('./failure.cjs')
const { findNpm, runNpm } = require('./npm.cjs')

/**
 * @typedef {{version?: string, integrity?: string, resolved?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[]}} LockEntry
 * @typedef {Record<string, LockEntry>} LockEntries
 */

/**
 * What keeps the installed packages from being those of the lock file. Pure.
 *
 * @param {LockEntries} wanted entries of package-lock.json
 * @param {LockEntries} installed entries of node_modules/.package-lock.json
 * @param {{platform: string, architecture: string}} machine as in process.platform and process.arch
 * @returns {string[]} one line each; empty when nothing has to be installed
 */
function compareDependencies(wanted, installed, machine) {
  const problems = []
  for (const [location, want] of Object.entries(wanted)) {
    if (location === '') continue
    const have = installed[location]
    if (!have) {
      // npm leaves out an optional package that does not fit the machine, or that could not be had.
      if (!want.optional) problems.push(`${location} is missing`)
      continue
    }
    for (const field of /** @type {const} */ (['version', 'integrity', 'link'])) {
      if (want[field] !== have[field]) problems.push(`${location} has another ${field}`)
    }
    if (want.link && want.resolved !== have.resolved) problems.push(`${location} leads elsewhere`)
  }
  for (const [location, have] of Object.entries(installed)) {
    if (!wanted[location]) problems.push(`${location} does not belong here`)
    else if (!fits(have, machine)) problems.push(`${location} is for another machine`)
  }
  return problems
}

/**
 * @param {LockEntry} entry
 * @param {{platform: string, architecture: string}} machine
 */
function fits(entry, machine) {
  return allows(entry.os, machine.platform) && allows(entry.cpu, machine.architecture)
}

/**
 * @param {string[] | undefined} list names, each meaning "only" or with "!" meaning "not"
 * @param {string} name
 */
function allows(list, name) {
  if (!list || list.length === 0) return true
  if (list.indexOf(`!${name}`) >= 0) return false
  return list.indexOf(name) >= 0 || list.every((item) => item[0] === '!')
}

/**
 * Compares the work tree with its lock file, without starting anything.
 *
 * @param {string} root the repository's folder
 * @returns {string[]} as compareDependencies; a package whose folder has gone counts as missing
 */
function findDependencyProblems(root) {
  const wanted = readEntries(path.join(root, 'package-lock.json'))
  const record = installedRecord(root)
  if (!fs.existsSync(record)) return ['nothing is installed']
  let installed
  try {
    installed = readEntries(record)
  } catch (error) {
    // Torn or foreign: npm writes it anew.
    return [`node_modules/.package-lock.json cannot be read: ${error instanceof Error ? error.message : error}`]
  }
  const problems = compareDependencies(wanted, installed, { platform: process.platform, architecture: process.arch })
  for (const location of Object.keys(installed)) {
    if (!fs.existsSync(path.join(root, location, 'package.json'))) problems.push(`${location} has no files`)
  }
  return problems
}

/**
 * Where npm notes what it installed, as its last act.
 *
 * @param {string} root
 */
function installedRecord(root) {
  return path.join(root, 'node_modules', '.package-lock.json')
}

/**
 * @param {string} file
 * @returns {LockEntries}
 */
function readEntries(file) {
  const { packages } = JSON.parse(fs.readFileSync(file, 'utf8'))
  if (typeof packages !== 'object' || packages === null) throw new Error(`${file} lists no packages`)
  return packages
}

/**
 * Installs what the lock file names when something else, or nothing, is there. Several launches at once take turns:
 * the lock is held by npm's own process (see hold-install-lock.cjs), so a killed launcher leaves none behind, and
 * whoever comes second finds everything in place.
 *
 * @param {{root: string, node: string, environment: NodeJS.ProcessEnv}} order `node` runs npm
 * @returns {Promise<void>}
 */
async function ensureDependencies(order) {
  const { root, node, environment } = order
  if (findDependencyProblems(root).length === 0) return
  const cli = findNpm(environment)
  const state = path.join(root, '.kickai')
  try {
    fs.accessSync(root, fs.constants.W_OK)
    fs.mkdirSync(state, { recursive: true, mode: 0o700 })
    fs.accessSync(state, fs.constants.W_OK)
  } catch (error) {
    throw explainFileError(error, root)
  }
  try {
    await runNpm({
      node,
      cli,
      nodeArguments: [
        '--disable-warning=ExperimentalWarning',
        '--require',
        path.join(__dirname, 'hold-install-lock.cjs'),
      ],
      npmArguments: ['ci', '--include=dev', '--include=optional', '--include=peer'],
      cwd: root,
      environment,
      doing: 'installing dependencies',
    })
  } catch (error) {
    // npm's record may claim packages whose files are torn; without it the next launch installs anew.
    const record = installedRecord(root)
    if (fs.existsSync(record)) fs.unlinkSync(record)
    throw error
  }
  const left = findDependencyProblems(root)
  if (left.length > 0) {
    throw new LaunchFailure(
      'install-incomplete',
      'npm ended well, but what it installed is not what package-lock.json names.',
      'Remove the folder node_modules and run the same command again; "npm config list" shows settings that may cause it.',
      { details: left.slice(0, 10).join('\n') },
    )
  }
}

module.exports = { compareDependencies, ensureDependencies, findDependencyProblems }
