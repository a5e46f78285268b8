import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isNewEnough } from './runtime.cjs'
import table from './runtime.json' with { type: 'json' }
import { type Published, type Registry, startRegistry } from './testing/registry.ts'
import { createWorkTree, nodeInDisguise, pinRuntime, publish, type WorkTree } from './testing/work-tree.ts'

test.each([
  ['22.18.0', true],
  ['22.17.9', false],
  ['12.22.12', false],
  ['23.5.0', false],
  ['23.6.1', true],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s is used as found: %s', (version, used) => {
  expect(isNewEnough(version, '22.18.0')).toBe(used)
})

test('every pinned runtime has what its check needs, and would itself be used as found', () => {
  for (const entry of Object.values(table.packages)) {
    expect(entry.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
    expect(entry.bytes).toBeGreaterThan(50_000_000)
    expect(isNewEnough(entry.version, table.minimum)).toBe(true)
  }
})

async function createOldMachine(): Promise<{ tree: WorkTree; registry: Registry; pinned: Published }> {
  const pinned = await publish('packaged-node', '24.0.0', { 'bin/node': nodeInDisguise, 'include/node.h': '' })
  const registry = await startRegistry([pinned])
  onTestFinished(registry.stop)
  const tree = await createWorkTree()
  await tree.write({ 'path.ts': `console.log(process.env.PATH?.split(':')[0])` })
  await pinRuntime(tree, pinned)
  return { tree, registry, pinned }
}

const home = (tree: WorkTree) => join(tree.root, '.kickai/runtime/packaged-node-24.0.0')

test('an old Node fetches the pinned one, once, and everything below runs on it', async () => {
  const { tree, registry } = await createOldMachine()
  const first = await tree.launch(['path.ts'], { npm_config_registry: registry.url }).ended
  expect(first).toMatchObject({ code: 0, stdout: `${home(tree)}/bin\n` })
  expect(first.stderr).toMatch(/^getting Node 24\.0\.0 \(this one is [\d.]+\)\n$/)
  const second = await tree.launch(['path.ts'], { npm_config_registry: 'http://127.0.0.1:1' }).ended
  expect(second).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' })
  expect(await readdir(home(tree))).toEqual(['bin', 'package.json'])
  expect(await readdir(join(home(tree), '..'))).toEqual(['packaged-node-24.0.0'])
})

test('two launches at once both get it', async () => {
  const { tree, registry } = await createOldMachine()
  const launches = [1, 2].map(() => tree.launch(['path.ts'], { npm_config_registry: registry.url }).ended)
  for (const ended of launches) expect(await ended).toMatchObject({ code: 0, stdout: `${home(tree)}/bin\n` })
})

test('a torn runtime is noticed and fetched again', async () => {
  const { tree, registry } = await createOldMachine()
  await tree.launch(['path.ts'], { npm_config_registry: registry.url }).ended
  await truncate(join(home(tree), 'bin/node'), 10)
  const { code, stdout } = await tree.launch(['path.ts'], { npm_config_registry: registry.url }).ended
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${home(tree)}/bin\n` })
})

test('a runtime with other bytes than the pinned ones is refused', async () => {
  const { tree, registry, pinned } = await createOldMachine()
  await pinRuntime(tree, { ...pinned, integrity: `sha512-${'A'.repeat(86)}==` })
  const { code, stdout, stderr } = await tree.launch(['path.ts'], { npm_config_registry: registry.url }).ended
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('(integrity-mismatch)')
  expect(await readdir(join(home(tree), '..'))).toEqual([])
})

test('a machine without a packaged Node is told to install one', async () => {
  const { tree } = await createOldMachine()
  await tree.write({ 'launch/runtime.json': '{"minimum":"99.0.0","packages":{}}' })
  const { code, stderr } = await tree.launch(['path.ts']).ended
  expect(code).toBe(2)
  expect(stderr).toContain('(node-too-old)')
})
