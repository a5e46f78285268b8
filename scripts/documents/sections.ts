import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pictureOf } from '../imports/room-edges.ts'
import { missionTable } from './mission-table.ts'
import type { Section } from './section.ts'

/** Every part of a document that comes from code. */
export const sections: readonly Section[] = [
  { path: 'docs/architecture.md', name: 'picture', content: pictureOf },
  {
    path: 'docs/mission.md',
    name: 'figures',
    content: async (root) => missionTable(await readFile(join(root, 'docs/mission.json'), 'utf8')),
  },
]
