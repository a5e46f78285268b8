import { expect, test } from 'vitest'
import { installedMatches, type LockedPackage, lockedPackages, moduleFolders, outermost } from './lock.ts'

const packages = {
  '': { name: 'top' },
  'packages/one': { version: '1.0.0' },
  'node_modules/left': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/left/node_modules/inner': { version: '2.0.0', integrity: 'sha512-b' },
  'node_modules/@own/one': { resolved: 'packages/one', link: true },
  'node_modules/for-mac': { version: '1.0.0', integrity: 'sha512-c', optional: true },
  'packages/one/node_modules/left': { version: '3.0.0', integrity: 'sha512-d' },
}

function locked(changes: { readonly [path: string]: LockedPackage | undefined } = {}) {
  const found = lockedPackages(JSON.stringify({ lockfileVersion: 3, packages: { ...packages, ...changes } }))
  if (!found) throw new Error('no lock')
  return found
}

test('finds the installed packages of a lock file, and the outermost of them', () => {
  expect(outermost(locked())).toEqual([
    'node_modules/left',
    'node_modules/@own/one',
    'node_modules/for-mac',
    'packages/one/node_modules/left',
  ])
  expect(moduleFolders(locked())).toEqual(['node_modules', 'packages/one/node_modules'])
  for (const text of ['', '[]', 'null', '{"lockfileVersion":1,"dependencies":{}}'])
    expect(lockedPackages(text)).toBeUndefined()
})

test.each<[string, { readonly [path: string]: LockedPackage | undefined }, boolean]>([
  ['the same', {}, true],
  ['a package for another system missing', { 'node_modules/for-mac': undefined }, true],
  ['a package too many', { 'node_modules/more': { version: '1.0.0' } }, true],
  ['a package missing', { 'node_modules/left/node_modules/inner': undefined }, false],
  ['another version', { 'node_modules/left': { version: '1.0.1', integrity: 'sha512-a' } }, false],
  ['other bytes', { 'node_modules/left': { version: '1.0.0', integrity: 'sha512-z' } }, false],
  ['a workspace elsewhere', { 'node_modules/@own/one': { resolved: 'packages/two', link: true } }, false],
  ['a copy for a workspace', { 'node_modules/@own/one': { version: '1.0.0' } }, false],
])('installed with %s', (_name, changes, matches) => {
  expect(installedMatches(locked(), locked(changes))).toBe(matches)
})
