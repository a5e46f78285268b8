import { buildSchema, type GraphQLSchema, specifiedScalarTypes } from 'graphql'
import type { FieldSignature, SignatureIndex, TypeSignature } from './index-shape.ts'

const builtIn = new Set(specifiedScalarTypes.map(({ name }) => name))

/** A schema of exactly what the index holds, to check documents and their variables against. */
export function schemaOfIndex(index: SignatureIndex): GraphQLSchema {
  const types = Object.entries(index.types).filter(([name]) => !builtIn.has(name))
  return buildSchema(types.map(([name, type]) => written(name, type)).join('\n'))
}

function written(name: string, type: TypeSignature): string {
  switch (type.kind) {
    case 'scalar':
      return `scalar ${name}`
    case 'enum':
      return `enum ${name} { ${type.values.join(' ')} }`
    case 'input':
      return `input ${name} { ${lines(type.fields, (field, its) => `${field}: ${its}`)} }`
    case 'object':
      return `type ${name} { ${lines(type.fields, fieldLine)} }`
  }
}

function fieldLine(name: string, field: FieldSignature): string {
  const taken = lines(field.arguments ?? {}, (argument, type) => `${argument}: ${type}`)
  return `${name}${taken === '' ? '' : `(${taken})`}: ${field.type}`
}

function lines<Value>(fields: Readonly<Record<string, Value>>, line: (name: string, value: Value) => string): string {
  return Object.entries(fields)
    .map(([name, value]) => line(name, value))
    .join('\n')
}
