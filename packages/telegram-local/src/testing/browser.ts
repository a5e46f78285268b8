import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/**
 * Whether the tests in a browser run. Where there is no Chromium they are left out, with one line that says why;
 * under continuous integration they run all the same, and fail.
 */
export function hasBrowser(): boolean {
  if (existsSync(path) || process.env.CI === 'true') return true
  process.stderr.write(`Left out: the tests of the chat page, because there is no Chromium at ${path}.\n`)
  return false
}

/** Starts the browser, without the sandbox where only root could switch it off anyway. */
export function launchBrowser(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath: path, args: isRoot ? ['--no-sandbox'] : [] })
}

/** Everything that a page complained about: errors of its script, and what its policy refused. */
export function complaints(page: Page): string[] {
  const heard: string[] = []
  page.on('pageerror', (error) => heard.push(String(error)))
  page.on('console', (line) => {
    if (line.type() === 'error') heard.push(line.text())
  })
  return heard
}
