import { expect, test } from 'vitest'
import { roomEdges, roomPicture } from './room-edges.ts'

function workspace(folder: string, name: string) {
  return { folder, name, exports: ['.'], dependencies: [], devDependencies: [] }
}

const ground = {
  rules: [],
  rootDevDependencies: [],
  workspaces: [
    workspace('packages/store', '@kickai/store'),
    workspace('packages/release', '@kickai/release'),
    workspace('bench', '@kickai/bench'),
  ],
}
const from = (file: string, ...specifiers: string[]) => ({
  file,
  imports: specifiers.map((specifier) => ({ specifier, line: 1 })),
})

test('the picture has an arrow for each room that the sources of another import, and none for what tests or benchmarks do', () => {
  const files = [
    from('packages/release/src/one.ts', '@kickai/store/memory', 'zod', '@kickai/release'),
    from('packages/store/src/one.test.ts', '@kickai/release'),
    from('packages/store/src/testing/one.ts', '@kickai/release'),
    from('bench/src/one.ts', '@kickai/store'),
  ]
  const picture = roomPicture(roomEdges({ ground, files }))
  expect(picture.split('\n')).toEqual([
    '```mermaid',
    'flowchart TD',
    '  packages_release["packages/release"]',
    '  packages_store["packages/store"]',
    '  packages_release --> packages_store',
    '```',
  ])
})
