import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadDriver } from './driver.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kickai-driver-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** An import that finds nothing, as it is where the package is published without its clients. */
const missing = (name: string) => () => import(name)

test('a client that is not beside this code is taken from the folder that the process works in', async () => {
  const place = join(folder, 'node_modules/@example/database')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), '{"name":"@example/database","main":"main.js"}')
  await writeFile(join(place, 'main.js'), 'module.exports = { answer: 42 }')
  const name = '@example/database'
  expect(await loadDriver(name, missing(name), folder)).toMatchObject({ default: { answer: 42 } })
})

test('one that is nowhere is named, with the way to get it', async () => {
  const name = '@example/nowhere'
  await expect(loadDriver(name, missing(name), folder)).rejects.toMatchObject({
    code: 'store-driver-missing',
    wayOut: 'Install it in your project: npm install @example/nowhere.',
  })
})

test('one that is there and fails says how', async () => {
  const place = join(folder, 'node_modules/broken')
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'index.js'), 'throw new RangeError("broken")')
  await expect(loadDriver('broken', missing('broken'), folder)).rejects.toThrow(RangeError)
})
