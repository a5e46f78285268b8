import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { loadConfiguration } from './load.ts'
import { placesFileName, readPlacesFile, writePlacesFile } from './places-file.ts'

const place = { project: 'p1', environment: 'e1', services: { web: 's1' }, token: 'env:TOKEN_TESTING' }
const other = { ...place, environment: 'e2', token: 'env:TOKEN_OWN' }
const config = (services: object, environments: object) => JSON.stringify({ name: 'shop', services, environments })
const web = { web: { start: 'a' } }

test('environments without a place get the one of the file; what the configuration says comes first', async () => {
  const folder = temporaryFolder({
    'kickai.config.json': config(web, { testing: {}, staging: { railway: other }, production: {} }),
  })
  expect(writePlacesFile(folder, { testing: place, staging: place })).toBe(true)
  expect(writePlacesFile(folder, { testing: place, staging: place })).toBe(false)
  const { environments } = await loadConfiguration(folder)
  expect(environments.map(({ railway, placed }) => [railway?.environment, placed])).toEqual([
    ['e1', true],
    ['e2', undefined],
    [undefined, undefined],
  ])
  expect(JSON.parse(readFileSync(join(folder, placesFileName), 'utf8'))).toHaveProperty('about')
})

test('a service without an id is refused, but for who makes it', async () => {
  const folder = temporaryFolder({ 'kickai.config.json': config({ ...web, more: { start: 'b' } }, { testing: {} }) })
  writePlacesFile(folder, { testing: place })
  await expect(loadConfiguration(folder)).rejects.toMatchObject({
    problems: [
      { path: 'environments.testing.railway.services', sentence: expect.stringContaining('kickai provision') },
    ],
  })
  expect((await loadConfiguration(folder, { incomplete: true })).services).toHaveLength(2)
})

test('a torn file is told, and so is a token in it', () => {
  for (const text of ['{', JSON.stringify({ environments: { testing: { ...place, token: 'rw_planted' } } })]) {
    const folder = temporaryFolder()
    writeFileSync(join(folder, placesFileName), text)
    expect(() => readPlacesFile(folder)).toThrow(expect.objectContaining({ code: 'places-unreadable' }))
  }
})
