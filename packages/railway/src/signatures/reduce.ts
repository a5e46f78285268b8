import {
  buildClientSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { FieldSignature, SignatureIndex, TypeSignature } from './index-shape.ts'

const source = "Railway's public API, introspection of August 2026 (src/gql/schema.json of railwayapp/cli)"
const licence = 'MIT, Copyright (c) Railway Corp.'

/**
 * Of a whole introspection, what the documents rely on: the fields they ask for with all of these fields' arguments,
 * and whole every input, enumeration and scalar that is reached. Sorted by name, so that equal is equal.
 */
export function reduceSchema(introspection: IntrospectionQuery, documents: readonly string[]): SignatureIndex {
  const schema = buildClientSchema(introspection)
  const asked = new Map<string, Map<string, FieldSignature>>()
  const reached = new Set<GraphQLNamedType>()
  for (const document of documents) noteDocument(schema, document, asked, reached)
  const types: [string, TypeSignature][] = [...asked].map(([name, fields]) => [
    name,
    { kind: 'object', fields: sorted(fields) },
  ])
  for (const type of reached) {
    const signature = leafSignature(type, reached)
    if (signature !== undefined) types.push([type.name, signature])
  }
  return { source, licence, types: sorted(types) }
}

function noteDocument(
  schema: GraphQLSchema,
  document: string,
  asked: Map<string, Map<string, FieldSignature>>,
  reached: Set<GraphQLNamedType>,
): void {
  const info = new TypeInfo(schema)
  const onField = () => {
    const parent = info.getParentType()
    const field = info.getFieldDef()
    if (!isObjectType(parent) || field === null || field === undefined) {
      throw new TypeError(`a document asks for what the schema does not have: ${document}`)
    }
    const fields = asked.get(parent.name) ?? new Map<string, FieldSignature>()
    asked.set(parent.name, fields)
    const taken = field.args.map((argument): [string, string] => [argument.name, String(argument.type)])
    fields.set(field.name, { type: String(field.type), ...(taken.length > 0 && { arguments: sorted(taken) }) })
    reached.add(getNamedType(field.type))
    for (const argument of field.args) reached.add(getNamedType(argument.type))
  }
  visit(parse(document), visitWithTypeInfo(info, { Field: onField }))
}

/** The signature of a type that is no object; those that an input leads to are added to `reached`, and come in turn. */
function leafSignature(type: GraphQLNamedType, reached: Set<GraphQLNamedType>): TypeSignature | undefined {
  if (isObjectType(type)) return undefined
  if (isEnumType(type))
    return {
      kind: 'enum',
      values: type
        .getValues()
        .map(({ name }) => name)
        .sort(),
    }
  if (!isInputObjectType(type)) return { kind: 'scalar' }
  const fields = Object.values(type.getFields())
  for (const field of fields) reached.add(getNamedType(field.type))
  return { kind: 'input', fields: sorted(fields.map((field): [string, string] => [field.name, String(field.type)])) }
}

function sorted<Value>(entries: Iterable<[string, Value]>): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)))
}
