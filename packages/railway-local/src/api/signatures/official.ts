import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from 'graphql'

/** Reads a schema from introspection JSON, with or without the `data` around it. */
export function officialSchema(text: string): GraphQLSchema {
  const parsed = JSON.parse(text) as IntrospectionQuery | { readonly data: IntrospectionQuery }
  return buildClientSchema('data' in parsed ? parsed.data : parsed)
}
