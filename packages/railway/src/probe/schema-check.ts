import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, parse, validate } from 'graphql'
import { z } from 'zod'
import { allOperations } from '../operations/all.ts'
import { operation } from '../operations/operation.ts'
import committed from '../signatures/generated/signatures.json' with { type: 'json' }
import type { SignatureIndex, TypeSignature } from '../signatures/index-shape.ts'
import { reduceSchema } from '../signatures/reduce.ts'

/** What the live schema is, beside the one that the adapter was written for. */
export interface SchemaComparison {
  /** Documents that were checked. */
  readonly documents: number
  /** What would be refused of what kickai asks, as sentences. */
  readonly breaks: readonly string[]
  /** Types that differ from those that were written down, as sentences; nothing of it breaks a request by itself. */
  readonly differences: readonly string[]
  /** Where the schema that was written down is from. */
  readonly writtenDown: string
}

const introspected = z.object({ __schema: z.looseObject({ types: z.array(z.unknown()) }) })

/** Asks for the whole schema. Servers may refuse that. */
export const introspection = operation<Record<string, never>>()(
  getIntrospectionQuery({ descriptions: false }).replace(/^\s*query IntrospectionQuery/, 'query IntrospectionQuery'),
  introspected,
)

/** Compares a live schema with what the adapter relies on. Pure. */
export function compareSchema(live: object): SchemaComparison {
  const schema = buildClientSchema(live as IntrospectionQuery)
  const breaks = allOperations.flatMap(({ name, document }) =>
    validate(schema, parse(document)).map(({ message }) => `${name}: ${message}`),
  )
  const { types, source } = committed as SignatureIndex
  const sound = allOperations.filter(({ document }) => validate(schema, parse(document)).length === 0)
  const now = reduceSchema(
    live as IntrospectionQuery,
    sound.map(({ document }) => document),
  ).types
  const differences = Object.entries(types).flatMap(([name, type]) => differencesOf(name, type, now[name]))
  return { documents: allOperations.length, breaks, differences, writtenDown: source }
}

function differencesOf(name: string, before: TypeSignature, now: TypeSignature | undefined): string[] {
  if (now === undefined) return [`${name} is not there, or not reached`]
  if (before.kind === 'scalar' || now.kind !== before.kind)
    return now.kind === before.kind ? [] : [`${name} is of kind ${now.kind}`]
  const [old, young] = [entriesOf(before), entriesOf(now)]
  return [...new Set([...old.keys(), ...young.keys()])].sort().flatMap((field) => {
    const [was, is] = [old.get(field), young.get(field)]
    if (was === is) return []
    if (is === undefined) return [`${name}.${field} is gone`]
    return was === undefined ? [`${name}.${field} is new`] : [`${name}.${field} was ${was} and is ${is}`]
  })
}

/** What a type is made of, each as one text. */
function entriesOf(type: TypeSignature): Map<string, string> {
  if (type.kind === 'enum') return new Map(type.values.map((value) => [value, '']))
  if (type.kind === 'scalar') return new Map()
  return new Map(Object.entries(type.fields).map(([field, of]) => [field, typeof of === 'string' ? of : signed(of)]))
}

function signed({
  type,
  arguments: taken = {},
}: {
  readonly type: string
  readonly arguments?: Readonly<Record<string, string>>
}) {
  const all = Object.entries(taken).map(([name, of]) => `${name}: ${of}`)
  return all.length === 0 ? type : `(${all.join(', ')}): ${type}`
}
