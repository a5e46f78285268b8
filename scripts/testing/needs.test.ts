import { realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { chromium, describeWith, firestoreEmulator, java, postgres } from './needs.ts'

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

test('the programs of a database are a folder, found by one of them', () => {
  expect(postgres({ INITDB_PATH: process.execPath, PATH: '' })).toEqual({
    path: dirname(realpathSync(process.execPath)),
  })
  expect(postgres({ INITDB_PATH: '/nowhere/initdb' })).toEqual({
    missing: 'INITDB_PATH names /nowhere/initdb, which cannot be run',
  })
})

test('an emulator that runs is used before one that would have to be started', () => {
  expect(firestoreEmulator({ FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080', JAVA_PATH: '/nowhere' })).toEqual({
    path: '127.0.0.1:8080',
  })
  expect(firestoreEmulator({ JAVA_PATH: process.execPath, FIRESTORE_EMULATOR_JAR: process.execPath })).toEqual({
    path: process.execPath,
  })
  expect(firestoreEmulator({ JAVA_PATH: '/nowhere/java' })).toEqual({
    missing: 'JAVA_PATH names /nowhere/java, which cannot be run (for the Firestore emulator)',
  })
  expect(firestoreEmulator({ JAVA_PATH: process.execPath, FIRESTORE_EMULATOR_JAR: '/nowhere.jar' })).toEqual({
    missing: 'FIRESTORE_EMULATOR_JAR names /nowhere.jar, which is not there',
  })
})

describeWith({ path: '/bin/sh' }, 'a group whose program is there', (path) => {
  test('gets its path', () => {
    expect(path).toBe('/bin/sh')
  })
})
