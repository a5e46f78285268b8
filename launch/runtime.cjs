// @ts-check
'use strict'

const fs = require('fs')
const path = require('path')
const childProcess = require('child_process')
const { LaunchFailure, explainFileError } = require('./failure.cjs')
const { findNpm, runNpm } = require('./npm.cjs')

/**
 * @typedef {{name: string, version: string, integrity: string, executable: string, bytes: number}} RuntimePackage
 * @typedef {{minimum: string, packages: Record<string, RuntimePackage>}} RuntimeTable
 */

/**
 * Whether a Node runs this repository's TypeScript as it is. Pure.
 *
 * @param {string} version as in process.versions.node
 * @param {string} minimum
 * @returns {boolean}
 */
function isNewEnough(version, minimum) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [neededMajor = 0, neededMinor = 0] = minimum.split('.').map(Number)
  // Node 23 strips types from 23.6 on; it is no successor of 22.18.
  if (major === 23) return neededMajor < 23 && minor >= 6
  return major > neededMajor || (major === neededMajor && minor >= neededMinor)
}

/**
 * The Node to run everything with: the one that runs already, else the pinned one, fetched once.
 *
 * @param {{root: string, table: RuntimeTable, environment: NodeJS.ProcessEnv}} order
 * @returns {Promise<string>} path of an executable
 */
async function chooseNode(order) {
  const { root, table, environment } = order
  if (isNewEnough(process.versions.node, table.minimum)) return process.execPath
  const entry = table.packages[`${process.platform}-${process.arch}`]
  if (!entry) {
    throw new LaunchFailure(
      'node-too-old',
      `Node ${process.versions.node} is too old, and there is no packaged Node for ${process.platform} on ${process.arch}.`,
      `Install Node ${table.minimum} or later from https://nodejs.org and run the same command again.`,
    )
  }
  const folder = path.join(root, '.kickai', 'runtime')
  const home = path.join(folder, `${entry.name}-${entry.version}`)
  const executable = path.join(home, entry.executable)
  if (!isWhole(executable, entry)) {
    await fetchRuntime({ entry, folder, home, environment })
    proveItRuns(executable, table)
  }
  return executable
}

/**
 * Size is what a torn copy differs in; the bytes themselves were checked by npm against the pinned integrity.
 *
 * @param {string} executable
 * @param {RuntimePackage} entry
 */
function isWhole(executable, entry) {
  return fs.existsSync(executable) && fs.statSync(executable).size === entry.bytes
}

/**
 * npm fetches, checks and unpacks into a folder of this launch alone; a rename puts the whole in place.
 *
 * @param {{entry: RuntimePackage, folder: string, home: string, environment: NodeJS.ProcessEnv}} order
 */
async function fetchRuntime(order) {
  const { entry, folder, home, environment } = order
  const cli = findNpm(environment)
  let staging = ''
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeAbandonedStaging(folder)
    staging = fs.mkdtempSync(path.join(folder, `staging-${process.pid}-`))
    writeManifests(staging, entry)
    await runNpm({
      node: process.execPath,
      cli,
      npmArguments: ['ci', '--no-bin-links'],
      cwd: staging,
      environment,
      doing: `getting Node ${entry.version} (this one is ${process.versions.node})`,
    })
    const unpacked = path.join(staging, 'node_modules', entry.name)
    // Headers for compiling native code, more than half as large as Node itself; nothing here compiles any.
    removeFolder(path.join(unpacked, 'include'))
    fs.chmodSync(path.join(unpacked, entry.executable), 0o755)
    putInPlace(unpacked, home, path.join(home, entry.executable), entry)
  } catch (error) {
    throw explainFileError(error, folder)
  } finally {
    if (staging !== '') removeFolder(staging)
  }
}

/**
 * @param {string} staging
 * @param {RuntimePackage} entry
 */
function writeManifests(staging, entry) {
  const root = { name: 'kickai-runtime', version: '0.0.0', dependencies: { [entry.name]: entry.version } }
  const packages = {
    '': root,
    [`node_modules/${entry.name}`]: { version: entry.version, integrity: entry.integrity },
  }
  const lock = { name: root.name, version: root.version, lockfileVersion: 3, requires: true, packages }
  fs.writeFileSync(path.join(staging, 'package.json'), JSON.stringify(Object.assign({ private: true }, root)))
  fs.writeFileSync(path.join(staging, 'package-lock.json'), JSON.stringify(lock))
}

/**
 * @param {string} unpacked
 * @param {string} home
 * @param {string} executable
 * @param {RuntimePackage} entry
 */
function putInPlace(unpacked, home, executable, entry) {
  if (!isWhole(path.join(unpacked, entry.executable), entry)) {
    throw new LaunchFailure(
      'runtime-incomplete',
      `npm unpacked ${entry.name} ${entry.version}, but not whole.`,
      'See that the disk has room, then run the same command again.',
    )
  }
  // Another launch may have been faster: what is whole stays, since somebody runs it already.
  if (isWhole(executable, entry)) return
  if (fs.existsSync(home)) removeFolder(home)
  try {
    fs.renameSync(unpacked, home)
  } catch (error) {
    if (!isWhole(executable, entry)) throw error
  }
}

/** @param {string} folder */
function removeFolder(folder) {
  if (fs.rmSync) fs.rmSync(folder, { recursive: true, force: true })
  else if (fs.existsSync(folder)) fs.rmdirSync(folder, { recursive: true })
}

/**
 * Folders of launches that were killed. One whose process lives is left alone.
 *
 * @param {string} folder
 */
function removeAbandonedStaging(folder) {
  for (const name of fs.readdirSync(folder)) {
    const match = /^staging-(\d+)-/.exec(name)
    if (match && !isAlive(Number(match[1]))) removeFolder(path.join(folder, name))
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * @param {string} executable
 * @param {RuntimeTable} table
 */
function proveItRuns(executable, table) {
  const started = childProcess.spawnSync(executable, ['--version'], { encoding: 'utf8' })
  if (started.status === 0) return
  throw new LaunchFailure(
    'runtime-does-not-start',
    'The packaged Node does not start on this machine.',
    `Install Node ${table.minimum} or later from your system's packages or https://nodejs.org and run the same command again.`,
    { cause: started.error, details: started.stderr || String(started.error || '') },
  )
}

module.exports = { chooseNode, isNewEnough }
