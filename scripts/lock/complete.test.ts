import { expect, test } from 'vitest'
import { completeLock, type LockFile } from './complete.ts'

const tool = { version: '1.0.0', dev: true, optionalDependencies: { '@tool/binding-linux-x64-musl': '1.0.0' } }

test('an optional package that is named and not described is added, for its platform', () => {
  const { completed, added, left } = completeLock({ packages: { '': {}, 'node_modules/tool': tool } })
  expect({ added, left }).toEqual({ added: ['node_modules/@tool/binding-linux-x64-musl'], left: [] })
  expect(completed.packages['node_modules/@tool/binding-linux-x64-musl']).toEqual({
    version: '1.0.0',
    cpu: ['x64'],
    os: ['linux'],
    libc: ['musl'],
    dev: true,
    optional: true,
  })
})

test('beside another version it goes below the package that wants it', () => {
  const other = { 'node_modules/@tool/binding-linux-x64-musl': { version: '0.9.0' } }
  const { added } = completeLock({ packages: { 'node_modules/tool': tool, ...other } })
  expect(added).toEqual(['node_modules/tool/node_modules/@tool/binding-linux-x64-musl'])
})

test.each([
  ['@tool/cli-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ['@tool/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
  ['@tool/binding-linux-arm-musleabihf', { os: ['linux'], cpu: ['arm'], libc: ['musl'] }],
  ['@tool/binding-linux-riscv64-gnu', { os: ['linux'], cpu: ['riscv64'], libc: ['glibc'] }],
  ['@tool/binding-wasm32-wasi', { cpu: ['wasm32'] }],
])('%s tells its platform', (name, platform) => {
  const packages = { 'node_modules/tool': { version: '1.0.0', optionalDependencies: { [name]: '1.0.0' } } }
  expect(completeLock({ packages }).completed.packages[`node_modules/${name}`]).toMatchObject(platform)
})

test('a complete file stays as it is, wherever the entry lies', () => {
  const packages: LockFile['packages'] = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/a/node_modules/tool': tool,
    'node_modules/a/node_modules/@tool/binding-linux-x64-musl': { version: '1.0.0' },
  }
  expect(completeLock({ packages })).toEqual({ completed: { packages }, added: [], left: [] })
})

test('what cannot be added is told', () => {
  const packages = {
    'node_modules/tool': { version: '1.0.0', optionalDependencies: { fsevents: '1.0.0', 'tool-linux-x64': '^1.0.0' } },
  }
  const { added, left } = completeLock({ packages })
  expect({ added, left }).toEqual({
    added: [],
    left: ['node_modules/tool wants fsevents@1.0.0', 'node_modules/tool wants tool-linux-x64@^1.0.0'],
  })
})
