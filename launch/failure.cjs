// @ts-check
'use strict'

/**
 * What stops a launch and that the person in front of it can change: a stable code, a sentence, a way out.
 * Everything else that is thrown here is a fault of ours and shows its stack.
 */
class LaunchFailure extends Error {
  /**
   * @param {string} code stable, kebab-case
   * @param {string} sentence what happened
   * @param {string} wayOut what to do about it
   * @param {{cause?: unknown, details?: string}} more the error behind it, and output worth showing
   */
  constructor(code, sentence, wayOut, more = {}) {
    super(sentence)
    this.name = 'LaunchFailure'
    this.code = code
    this.wayOut = wayOut
    this.cause = more.cause
    this.details = more.details || ''
  }
}

/**
 * The text for standard error. Standard output is never written to: it belongs to the script.
 *
 * @param {LaunchFailure} failure
 * @returns {string}
 */
function describeFailure(failure) {
  const details = failure.details
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .map((line) => `  | ${line}\n`)
    .join('')
  return `kickai: ${failure.message}\n${details}  ${failure.wayOut} (${failure.code})\n`
}

/**
 * A file system error in words, for the folder it happened in.
 *
 * @param {unknown} error
 * @param {string} folder
 * @returns {unknown} a LaunchFailure where the cause is one a person can change, else the error itself
 */
function explainFileError(error, folder) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const byCode = failuresByErrorCode(folder)
  return byCode[code] ? byCode[code](error, '') : error
}

/**
 * @param {string} folder
 * @returns {Record<string, (cause: unknown, details: string) => LaunchFailure>}
 */
function failuresByErrorCode(folder) {
  /**
   * @param {string} code
   * @param {string} sentence
   * @param {string} wayOut
   * @returns {(cause: unknown, details: string) => LaunchFailure}
   */
  const failure = (code, sentence, wayOut) => (cause, details) =>
    new LaunchFailure(code, sentence, wayOut, { cause, details })
  const notWritable = failure(
    'folder-not-writable',
    `Cannot write below ${folder}, or to npm's cache.`,
    'Run as the user who owns that folder, or clone the repository into a folder of your own; npm_config_cache names another cache folder.',
  )
  const diskFull = failure(
    'disk-full',
    `No room left on the disk of ${folder}.`,
    'Free about 1 GB there (npm\'s cache can be emptied with "npm cache clean --force") and run the same command again.',
  )
  const unreachable = failure(
    'registry-unreachable',
    'The npm registry did not answer.',
    'Check the network, the proxy and "npm config get registry", then run the same command again.',
  )
  const notFound = failure(
    'package-not-in-registry',
    'The npm registry does not have a package that is needed.',
    'Check "npm config get registry": a mirror may be behind. Run the same command again when it has caught up.',
  )
  const wrongBytes = failure(
    'integrity-mismatch',
    'What the npm registry sent is not what this repository pins.',
    'Run "npm cache verify" and then the same command again. If it stays, the registry or something before it changes packages: do not use it.',
  )
  const outOfStep = failure(
    'lock-file-out-of-step',
    'package.json and package-lock.json do not agree.',
    'Run "npm install --ignore-scripts" and then "npm run lock", and commit both files; or take back what was changed in them.',
  )
  return {
    EUSAGE: outOfStep,
    EACCES: notWritable,
    EPERM: notWritable,
    EROFS: notWritable,
    ENOSPC: diskFull,
    EDQUOT: diskFull,
    ENOTFOUND: unreachable,
    EAI_AGAIN: unreachable,
    ECONNREFUSED: unreachable,
    ECONNRESET: unreachable,
    ENETUNREACH: unreachable,
    EHOSTUNREACH: unreachable,
    ETIMEDOUT: unreachable,
    ERR_SOCKET_TIMEOUT: unreachable,
    ENOTCACHED: unreachable,
    E404: notFound,
    ETARGET: notFound,
    EINTEGRITY: wrongBytes,
  }
}

module.exports = { LaunchFailure, describeFailure, explainFileError, failuresByErrorCode }
