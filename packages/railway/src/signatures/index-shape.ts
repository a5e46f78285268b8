/** A field of a type: its own type, and the types of all its arguments, written as in a schema (`[String!]!`). */
export interface FieldSignature {
  readonly type: string
  readonly arguments?: Readonly<Record<string, string>>
}

/** What is relied on of one named type. Types of objects hold the fields that are asked for, inputs all of theirs. */
export type TypeSignature =
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, FieldSignature>> }
  | { readonly kind: 'input'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'scalar' }

/** The committed index of the official signatures that this room relies on. */
export interface SignatureIndex {
  readonly source: string
  readonly licence: string
  readonly types: Readonly<Record<string, TypeSignature>>
}
