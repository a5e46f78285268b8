import { version } from '../program/version.ts'

/** Where the workflow is written. */
export const workflowFile = '.github/workflows/kickai.yml'

/**
 * A workflow for GitHub Actions that ships each push to main through all environments. Actions are pinned by hash, it has
 * no rights but to read, and secrets come as variables of the one step that needs them. Pure.
 */
export function workflowText(secretNames: readonly string[]): string {
  const secrets = [...new Set(secretNames)].map((name) => `          ${name}: \${{ secrets.${name} }}`)
  return `name: Release

on:
  push:
    branches: [main]

permissions:
  contents: read

# One release at a time; one that is under way is never broken off.
concurrency:
  group: kickai
  cancel-in-progress: false

jobs:
  ship:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: 24
      - run: npx --yes kickai@${version} ship
        env:
${secrets.join('\n')}
`
}
