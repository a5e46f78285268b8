import { type Browser, chromium, type Page } from 'playwright-core'

/** Starts the browser, without the sandbox where only root could switch it off anyway. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] })
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
