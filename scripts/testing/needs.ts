// What some tests need from the machine. A group that lacks it is one line with the reason; where CI is set, a failure.
//
//   describeWith(chromium(), 'the page', (executable) => { test('shows …', …) })

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** A program of the machine: where it is, or in one sentence why it cannot be used. */
export type Found = { path: string } | { missing: string }

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

function findProgram(
  environment: NodeJS.ProcessEnv,
  variable: string,
  title: string,
  names: string[],
  elsewhere: string[],
): Found {
  const named = environment[variable]
  if (named)
    return isExecutable(named) ? { path: named } : { missing: `${variable} names ${named}, which cannot be run` }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const path = [...onPath, ...elsewhere].find(isExecutable)
  return path ? { path } : { missing: `needs ${title}, which is not on the PATH; ${variable} can name it` }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Absent or not allowed: either way it cannot be used.
    return false
  }
}

/** Declares a group of tests that use a program; without it the group is a single test that says why. */
export function describeWith(found: Found, name: string, declare: (path: string) => void): void {
  if ('path' in found) {
    describe(name, () => declare(found.path))
  } else {
    test(name, ({ skip }) => {
      if (process.env.CI) expect.fail(found.missing)
      skip(found.missing)
    })
  }
}
