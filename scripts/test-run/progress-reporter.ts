import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node'

/** How a run ended, in tests. */
export type Counts = { passed: number; failed: number; skipped: number }

/** Writes one line, without its line break. */
export type WriteLine = (line: string) => void

/**
 * Counts tests as they end and says every few seconds what runs, so that nobody has to guess whether a run hangs.
 * A file that cannot be loaded and an error outside every test count as one failed test each.
 */
export class ProgressReporter implements Reporter {
  readonly counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  readonly skipReasons: string[] = []
  reason: TestRunEndReason = 'interrupted'
  readonly #write: WriteLine
  readonly #began = Date.now()
  readonly #running = new Map<string, number>()
  readonly #timer: NodeJS.Timeout

  /** @param everyMs how often to say what runs, in milliseconds */
  constructor(write: WriteLine, everyMs = 8_000) {
    this.#write = write
    this.#timer = setInterval(() => this.#write(this.#progressLine()), everyMs)
  }

  onTestModuleQueued(module: TestModule): void {
    this.#running.set(module.relativeModuleId, Date.now())
  }

  onTestCaseResult(testCase: TestCase): void {
    const result = testCase.result()
    if (result.state === 'pending') return
    this.counts[result.state] += 1
    if (result.state === 'skipped' && result.note) {
      this.skipReasons.push(`${testCase.module.relativeModuleId} > ${testCase.fullName}: ${result.note}`)
    }
  }

  onTestModuleEnd(module: TestModule): void {
    this.#running.delete(module.relativeModuleId)
    // Hooks of a file or group that fail leave no failed test behind.
    this.counts.failed += module.errors().length
    for (const suite of module.children.allSuites()) this.counts.failed += suite.errors().length
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    this.counts.failed += errors.length
    this.reason = reason
  }

  /** Ends the progress lines. */
  stop(): void {
    clearInterval(this.#timer)
  }

  #progressLine(): string {
    const { passed, failed } = this.counts
    const running = [...this.#running].map(([name, since]) => `${name} (${seconds(since)} s)`)
    const what = running.length > 0 ? running.join(', ') : 'getting ready'
    return `${seconds(this.#began)} s: ${passed} passed, ${failed} failed; now ${what}`
  }
}

/** The line that a run ends with. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** Whether a run counts as good: it ran something and nothing failed. */
export function isGood({ passed, failed }: Counts): boolean {
  return passed > 0 && failed === 0
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000)
}
