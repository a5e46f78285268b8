import type { IntrospectionQuery } from 'graphql'
import type { SignatureIndex } from './index-shape.ts'

/** An introspection as servers answer it, with or without the `data` around it. */
export function readIntrospection(text: string): IntrospectionQuery {
  const parsed: { data?: IntrospectionQuery } & Partial<IntrospectionQuery> = JSON.parse(text)
  const introspection = parsed.data ?? parsed
  if (introspection.__schema === undefined) throw new TypeError('this is no introspection of a schema')
  return { __schema: introspection.__schema }
}

/** The index as it is committed. */
export function writtenIndex(index: SignatureIndex): string {
  return `${JSON.stringify(index, undefined, 2)}\n`
}
