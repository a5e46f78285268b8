import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { faultsTable, optionsTables } from '@kickai/railway-local/documents'
import { pictureOf } from '../imports/room-edges.ts'
import { missionTable } from './mission-table.ts'
import type { Section } from './section.ts'

const platform = 'packages/railway-local/README.md'

/** Every part of a document that comes from code. */
export const sections: readonly Section[] = [
  { path: 'docs/architecture.md', name: 'picture', content: pictureOf },
  {
    path: 'docs/mission.md',
    name: 'figures',
    content: async (root) => missionTable(await readFile(join(root, 'docs/mission.json'), 'utf8')),
  },
  { path: platform, name: 'readings', content: () => optionsTables().uncertain },
  { path: platform, name: 'options', content: () => optionsTables().chosen },
  { path: platform, name: 'faults', content: faultsTable },
]
