import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Workspace } from '@kickai/railway'
import { cleanUp } from '@kickai/railway/probe'

const prefix = 'kickai-probe-'

/** Names of throw-away projects, written down before they are made, so that none is forgotten however a probe ends. */
export interface ThrowAway {
  /** A name that no other project has. */
  begin(): string
  /** The project of this name is gone, or never was there. */
  gone(name: string): void
  /** Deletes what earlier probes of this repository left; gives sentences about what is still there. */
  deleteOlder(workspace: Workspace): Promise<readonly string[]>
}

export function throwAwayIn(folder: string): ThrowAway {
  const pending = join(folder, 'pending')
  const gone = (name: string) => rmSync(join(pending, name), { force: true })
  return {
    begin() {
      const name = `${prefix}${randomUUID().slice(0, 8)}`
      mkdirSync(pending, { recursive: true })
      writeFileSync(join(pending, name), '')
      return name
    },
    gone,
    async deleteOlder(workspace) {
      mkdirSync(pending, { recursive: true })
      const left: string[] = []
      for (const name of readdirSync(pending).filter((each) => each.startsWith(prefix))) {
        const sentence = await cleanUp(workspace, name)
        if (sentence === undefined) gone(name)
        else left.push(sentence)
      }
      return left
    },
  }
}
