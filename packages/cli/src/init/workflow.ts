import { version } from '../program/version.ts'

/** Where the workflow is written. */
export const workflowFile = '.github/workflows/kickai.yml'

/**
 * A workflow for GitHub Actions that ships each push to main through all environments, and carries on what was broken off,
 * also where the job is cancelled. Actions are pinned by hash, the job may read the code and write statuses and deployment
 * records and no more, and secrets come as variables of the steps that need them. Pure.
 */
export function workflowText(secretNames: readonly string[]): string {
  const secrets = [...new Set(secretNames)].map((name) => `          ${name}: \${{ secrets.${name} }}`)
  const variables = [`          GITHUB_TOKEN: \${{ github.token }}`, ...secrets].join('\n')
  return `name: Release

on:
  push:
    branches: [main]

permissions: {}

# One release at a time; one that is under way is never broken off.
concurrency:
  group: kickai
  cancel-in-progress: false

jobs:
  ship:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      contents: read
      deployments: write
      statuses: write
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: 24
      - id: release
        run: npx --yes kickai@${version} ship
        env:
${variables}
      - if: always() && steps.release.outcome != 'success' && steps.release.outcome != 'skipped'
        run: npx --yes kickai@${version} resume
        env:
${variables}
`
}
