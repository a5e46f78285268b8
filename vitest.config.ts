import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['apps/**/*.test.ts', 'packages/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts', 'launch/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '.kickai/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
