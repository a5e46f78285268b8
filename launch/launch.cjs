// @ts-check
'use strict'

// node launch/launch.cjs SCRIPT [arguments…]
//
// Runs a script of this repository on a Node that can, with the packages of the lock file installed. Any Node from 12 on
// reads this folder's files, which is why they are plain: no TypeScript, no packages, nothing newer than ECMAScript 2019.

const fs = require('fs')
const path = require('path')
const { LaunchFailure, describeFailure } = require('./failure.cjs')
const { ensureDependencies } = require('./dependencies.cjs')
const { chooseNode } = require('./runtime.cjs')
const { runScript } = require('./run.cjs')

const usageExitCode = 2
const faultExitCode = 70

/** @param {string[]} words */
async function launch(words) {
  const [script, ...scriptArguments] = words
  const root = path.dirname(__dirname)
  if (script === undefined) {
    throw new LaunchFailure(
      'no-script',
      'No script was named.',
      'Use it as: node launch/launch.cjs SCRIPT [arguments…]',
    )
  }
  const table = JSON.parse(fs.readFileSync(path.join(__dirname, 'runtime.json'), 'utf8'))
  const environment = process.env
  const node = await chooseNode({ root, table, environment })
  await ensureDependencies({ root, node, environment })
  // After the installation: a script may be a file of an installed package.
  if (!fs.existsSync(script)) {
    throw new LaunchFailure(
      'no-script',
      `There is no file ${script}.`,
      'Run it from the repository\'s folder, as "npm run" does.',
    )
  }
  return runScript({ root, node, script, scriptArguments, environment })
}

launch(process.argv.slice(2)).then(
  ({ code, signal }) => {
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code === null ? faultExitCode : code
  },
  (error) => {
    if (error instanceof LaunchFailure) process.stderr.write(describeFailure(error))
    else process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    process.exitCode = error instanceof LaunchFailure ? usageExitCode : faultExitCode
  },
)
