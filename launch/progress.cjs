// @ts-check
'use strict'

const everyMs = 5000

/**
 * Says on standard error what is being waited for, at once and then every few seconds with the time it has taken.
 *
 * @param {string} doing e.g. "installing dependencies"
 * @returns {{stop: () => void}}
 */
function showProgress(doing) {
  const began = Date.now()
  const timer = setInterval(() => {
    process.stderr.write(`${doing}, ${Math.round((Date.now() - began) / 1000)} s\n`)
  }, everyMs)
  process.stderr.write(`${doing}\n`)
  return { stop: () => clearInterval(timer) }
}

module.exports = { showProgress }
