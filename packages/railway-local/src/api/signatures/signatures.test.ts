import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { sdl } from '../sdl/sdl.ts'
import { officialSchema } from './official.ts'
import { type Signatures, signaturesOf, within } from './signatures.ts'

const offered = signaturesOf(buildSchema(sdl))
const index = JSON.parse(readFileSync(join(import.meta.dirname, 'generated', 'signatures.json'), 'utf8')) as {
  readonly types: Signatures
}
const repository = join(import.meta.dirname, '../../../../..')
const schemaFile = resolve(repository, process.env.KICKAI_RAILWAY_SCHEMA ?? '../shared/railway/schema.json')

test('what is offered has the official names, arguments and nullability', () => {
  expect(offered).toEqual(index.types)
  expect(Object.keys(offered.Query?.fields ?? {}).length).toBeGreaterThan(20)
})

test('a wrong name, argument or nullability would be seen', () => {
  const wrong = signaturesOf(
    buildSchema(sdl.replace('deployment(id: String!): Deployment!', 'deployment(id: ID!): Deployment')),
  )
  expect(wrong).not.toEqual(index.types)
  const less = signaturesOf(buildSchema(sdl.replace('projectId: String!\n', '')))
  expect(less).not.toEqual(index.types)
})

const isHere = existsSync(schemaFile)
const reason = isHere
  ? ''
  : ` (left out: Railway's schema is not at ${schemaFile}; KICKAI_RAILWAY_SCHEMA names another place)`

test.skipIf(!isHere)(`the index is what the official schema says${reason}`, () => {
  const official = signaturesOf(officialSchema(readFileSync(schemaFile, 'utf8')))
  expect(index.types).toEqual(within(official, offered))
})
