/** What a benchmark gets to work with. */
export type BenchmarkContext = {
  /** Says on standard error what is being done. */
  progress(line: string): void
  /** What followed the benchmark's name on the command line, without `--json`. */
  words: readonly string[]
}

/** What a benchmark found. */
export type BenchmarkResult = {
  /** Plain data; units are in the names (`installSeconds`, `installedMegabytes`). */
  figures: Record<string, unknown>
  /** One sentence for each target that was not met; empty when all were. */
  missed: string[]
}

/** The default export of `bench/src/<name>/main.ts`. */
export type Benchmark = (context: BenchmarkContext) => Promise<BenchmarkResult>
