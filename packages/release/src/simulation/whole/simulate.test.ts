import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverMet } from './coverage.ts'
import { scenarios } from './draw.ts'
import { simulationProgram, sourceFolder } from './entries.ts'
import { judgePlayed } from './judge-played.ts'
import { plantedBugs } from './planted.ts'
import { play } from './play.ts'
import type { Scenario } from './scenario.ts'
import { type Simulated, simulate } from './simulate.ts'

const execute = promisify(execFile)

describe('releases drawn at random', () => {
  it('keep every promise, whatever befalls them', async () => {
    const { releases, violation, transitions } = await simulate({ seed: 2026, runs: 800 })
    expect(violation).toBeUndefined()
    expect(releases).toBe(800)
    expect(neverMet(transitions).length).toBeLessThan(12)
  })

  it('are the same for the same seed, to the last byte that they leave', async () => {
    const drawn = fc.sample(scenarios, { seed: 7, numRuns: 40 })
    expect(fc.sample(scenarios, { seed: 7, numRuns: 40 })).toEqual(drawn)
    for (const scenario of drawn) {
      const { world } = await play(scenario)
      expect((await play(scenario)).world.documents.dump()).toEqual(world.documents.dump())
    }
  })
})

describe('whoever slept through a takeover', () => {
  it('is no holder again where the lease was left behind in its name', async () => {
    const scenario: Scenario = {
      kind: 'deploy',
      parts: ['worker', 'web'],
      policy: {
        passes: 1,
        failures: 1,
        bakeMs: 0,
        settleMs: 1_000,
        identity: 'proven',
        inconclusive: 'fail',
        releaseMs: 1_800_000,
      },
      proof: 'untold',
      behaviour: 'good',
      badPart: 0,
      badAfterMs: 0,
      users: 0,
      fates: [],
      latencyMs: 0,
      faults: [],
      lives: [
        {
          mishap: { atCall: 44, afterActing: false, what: 'is paused', pauseMs: 15_000, isResumed: false },
          laterMs: 3_600_000,
        },
        { laterMs: 0 },
      ],
      others: [{ atMs: 15_200, does: 'deploys' }],
      clockSteps: [],
      hooks: [],
      tellsNobody: false,
    }
    const played = await play(scenario)
    expect([...played.world.troubles]).toContain('a straggler sends')
    expect(judgePlayed(played).problems).toEqual([])
  })
})

describe('a bug that is planted in the machine', () => {
  it('is found, made small, and comes about again by its seed and path', async () => {
    const found = await simulateWith({ seed: 1, runs: 300, bug: 'forgets to put settings back' })
    expect(found.releases).toBeLessThan(300)
    const { path = '', problems = [] } = found.violation ?? {}
    expect(problems).not.toEqual([])
    const again = await simulateWith({ seed: 1, runs: 300, path, bug: 'forgets to put settings back' })
    expect(again.releases).toBe(1)
    expect(again.violation?.problems).toEqual(problems)
    expect(again.violation?.scenario).toEqual(found.violation?.scenario)
  })

  it('has its place in the sources, each of them', async () => {
    const sources = await Promise.all(plantedBugs.map(({ file }) => readFile(join(sourceFolder, file), 'utf8')))
    for (const [index, bug] of plantedBugs.entries())
      expect(`${bug.name}: ${sources[index]?.split(bug.from).length}`).toBe(`${bug.name}: 2`)
  })

  /** Plays releases in a process that has the bug, for it must not be in this one. */
  async function simulateWith(task: object): Promise<Simulated> {
    const { stdout } = await execute(process.execPath, [
      simulationProgram,
      JSON.stringify({ step: 1, chunks: 1, ...task }),
    ])
    return JSON.parse(stdout) as Simulated
  }
})
