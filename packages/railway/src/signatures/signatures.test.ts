import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { allOperations } from '../operations/all.ts'
import type { SignatureIndex } from './index-shape.ts'
import { readIntrospection, writtenIndex } from './introspection.ts'
import { reduceSchema } from './reduce.ts'
import { schemaOfIndex } from './schema-of-index.ts'

const committed = readFileSync(join(import.meta.dirname, 'generated', 'signatures.json'), 'utf8')
const index: SignatureIndex = JSON.parse(committed)
const repository = resolve(import.meta.dirname, '../../../..')
const official = resolve(repository, process.env.KICKAI_RAILWAY_SCHEMA ?? '../shared/railway/schema.json')
const documents = allOperations.map(({ document }) => document)

describe("every document is one that Railway's signatures allow", () => {
  const schema = schemaOfIndex(index)

  test.each(allOperations.map((operation) => [operation.name, operation]))('%s', (_, operation) => {
    expect(validate(schema, parse(operation.document))).toEqual([])
  })

  test('a document that asks for more is noticed', () => {
    const messages = validate(schema, parse('{ deployment { id colour } }')).map(({ message }) => message)
    expect(messages).toHaveLength(2)
  })
})

test('names are given once, and every file of operations is gathered', () => {
  const names = allOperations.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining(['ServiceView', 'DeploymentRedeploy', 'DeploymentPushes', 'HttpLogs']))
})

test('the index names where it is from and under what licence', () => {
  expect(index.source).toMatch(/Railway.*August 2026/)
  expect(index.licence).toMatch(/^MIT.*Railway Corp/)
})

const isHere = existsSync(official)
const reason = isHere
  ? ''
  : ` (left out: Railway's schema is not at ${official}; KICKAI_RAILWAY_SCHEMA names another place)`

test.skipIf(!isHere)(`the index is what the official signatures say${reason}`, () => {
  const introspection = readIntrospection(readFileSync(official, 'utf8'))
  expect(committed).toBe(writtenIndex(reduceSchema(introspection, documents)))
})
