// @ts-check
'use strict'

// Loaded into npm's process before npm itself (node --require), in the repository's folder. It waits until no other
// installation runs there and holds the lock for as long as this process lives: the operating system lets go of it
// however the process ends, so there is no stale lock, and an installation whose launcher was killed is waited for.

const path = require('path')
const { DatabaseSync } = require('node:sqlite')
const { findDependencyProblems } = require('./dependencies.cjs')

const waitMs = 15 * 60 * 1000
const root = process.cwd()

const lock = new DatabaseSync(path.join(root, '.kickai', 'install.lock'))
lock.exec(`PRAGMA busy_timeout = ${waitMs}`)
lock.exec('BEGIN EXCLUSIVE')

// Whoever held it before has installed everything.
if (findDependencyProblems(root).length === 0) process.exit(0)

// Garbage collection would close the file and with it let go of the lock.
process.on('exit', () => lock.close())
