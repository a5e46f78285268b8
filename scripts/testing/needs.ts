// What some tests need from the machine. A group that lacks it is one line with the reason; where CI is set, a failure.
//
//   describeWith(chromium(), 'the page', (executable) => { test('shows …', …) })

import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Found, findProgram } from './find-program.ts'

/** A Chromium or Chrome that playwright-core can drive (`executablePath`). */
export function chromium(environment: NodeJS.ProcessEnv = process.env): Found {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
  const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  return findProgram(environment, 'CHROMIUM_PATH', 'Chromium', names, elsewhere)
}

/** A Java that runs the Firestore emulator. */
export function java(environment: NodeJS.ProcessEnv = process.env): Found {
  const elsewhere = environment.JAVA_HOME ? [join(environment.JAVA_HOME, 'bin', 'java')] : []
  return findProgram(environment, 'JAVA_PATH', 'Java', ['java'], elsewhere)
}

/** The command that makes certificates. */
export function openssl(environment: NodeJS.ProcessEnv = process.env): Found {
  return findProgram(environment, 'OPENSSL_PATH', 'OpenSSL', ['openssl'], [])
}

/** A registry that follows the OCI distribution specification (Debian's package `docker-registry`); see `registry.ts`. */
export function dockerRegistry(environment: NodeJS.ProcessEnv = process.env): Found {
  return findProgram(environment, 'DOCKER_REGISTRY_PATH', 'docker-registry', ['docker-registry'], [])
}

/** The folder with PostgreSQL's own programs (`initdb`, `postgres`), for a throw-away server; see `postgres.ts`. */
export function postgres(environment: NodeJS.ProcessEnv = process.env): Found {
  const versions = foldersIn('/usr/lib/postgresql').sort((left, right) => Number(right) - Number(left))
  const elsewhere = versions.map((version) => join('/usr/lib/postgresql', version, 'bin/initdb'))
  const found = findProgram(environment, 'INITDB_PATH', 'PostgreSQL (initdb)', ['initdb'], elsewhere)
  return 'path' in found ? { path: dirname(realpathSync(found.path)) } : found
}

/**
 * The official Firestore emulator: `HOST:PORT` of one that runs (`FIRESTORE_EMULATOR_HOST`), else its archive, out of
 * `FIRESTORE_EMULATOR_JAR` or the Google Cloud SDK; see `firestore.ts`.
 */
export function firestoreEmulator(environment: NodeJS.ProcessEnv = process.env): Found {
  const running = environment.FIRESTORE_EMULATOR_HOST
  if (running) return { path: running }
  const runtime = java(environment)
  if ('missing' in runtime) return { missing: `${runtime.missing} (for the Firestore emulator)` }
  const named = environment.FIRESTORE_EMULATOR_JAR
  if (named)
    return existsSync(named)
      ? { path: named }
      : { missing: `FIRESTORE_EMULATOR_JAR names ${named}, which is not there` }
  const kits = ['/usr/lib/google-cloud-sdk', '/opt/google-cloud-sdk', '/snap/google-cloud-cli/current']
  const jars = [environment.CLOUDSDK_ROOT_DIR ?? '', join(homedir(), 'google-cloud-sdk'), ...kits]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar'))
  const path = jars.find((file) => existsSync(file))
  if (path) return { path }
  return {
    missing: 'needs the Firestore emulator of the Google Cloud SDK; FIRESTORE_EMULATOR_JAR can name its archive',
  }
}

function foldersIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

/** Declares a group of tests that use a program; without it the group is a single test that says why. */
export function describeWith(found: Found, name: string, declare: (path: string) => void): void {
  if ('path' in found) {
    describe(name, () => declare(found.path))
  } else {
    test(name, ({ skip }) => {
      if (process.env.CI && found.optional !== true) expect.fail(found.missing)
      skip(found.missing)
    })
  }
}
