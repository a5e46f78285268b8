import { expect, test } from 'vitest'
import { chromium, describeWith, java } from './needs.ts'

test('a program named by its variable is used, and only that one', () => {
  expect(chromium({ CHROMIUM_PATH: process.execPath, PATH: '' })).toEqual({ path: process.execPath })
  expect(java({ JAVA_PATH: '/nowhere/java', PATH: process.env.PATH })).toEqual({
    missing: 'JAVA_PATH names /nowhere/java, which cannot be run',
  })
})

test('a program that is nowhere gives the reason', () => {
  expect(chromium({ PATH: '/nowhere:' })).toEqual({
    missing: 'needs Chromium, which is not on the PATH; CHROMIUM_PATH can name it',
  })
})

describeWith({ path: '/bin/sh' }, 'a group whose program is there', (path) => {
  test('gets its path', () => {
    expect(path).toBe('/bin/sh')
  })
})
