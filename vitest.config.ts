import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{apps,packages,bench,scripts,launch,tests}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.kickai/**'],
    // Processes of their own, so that signals, environment and working folder of one file never reach another.
    pool: 'forks',
    isolate: true,
    // Two more than the cores that this is to be quick on: much of the time goes into waiting for other processes.
    maxWorkers: 4,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
    slowTestThreshold: 3_000,
    // Of what runs in the tests' own processes; programs that they start are not counted.
    coverage: {
      provider: 'v8',
      include: ['{apps,packages}/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/{testing,fixtures}/**'],
      reporter: ['text-summary', 'json-summary', 'lcovonly'],
    },
  },
})
