import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { openJournal, type ReleaseState, replay } from '@kickai/release'
import type { Store } from '@kickai/store'
import { ownProgram } from '../entries.ts'
import type { Scene } from './scene.ts'

const betweenLooksMs = 5
const patienceMs = 60_000

/** How a deployer's process ended. */
export interface DeployerEnd {
  readonly code: number | null
  readonly errors: string
}

/** A deployer in a process of its own: `kickai resume RELEASE` in the scene's folder. */
export interface Deployer {
  /** Resolves when it has ended. */
  readonly ended: Promise<DeployerEnd>
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
}

export function startDeployer({ project }: Scene, release: string): Deployer {
  const child = spawn(process.execPath, [ownProgram(), 'resume', release, '--json'], {
    cwd: project.workspace.root,
    env: { ...project.variables, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return {
    ended: once(child, 'close').then(([code]) => ({ code, errors })),
    signal: (name) => child.kill(name),
  }
}

/** Looks into the journal until the release is what it is waited for, and gives what it is then. */
export async function untilRelease(
  store: Store,
  release: string,
  holds: (state: ReleaseState) => boolean,
): Promise<ReleaseState> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const state = replay(await openJournal(store).entries(release))
    if (holds(state) || performance.now() > deadline) return state
    await delay(betweenLooksMs)
  }
}
