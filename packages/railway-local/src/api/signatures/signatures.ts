import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isRequiredInputField,
  print,
} from 'graphql'

/** A type of a GraphQL schema in short: what a client relies on. */
export interface TypeSignature {
  readonly kind: 'object' | 'input' | 'enum' | 'other'
  /** By name: a field with its arguments, as it is written in a schema. */
  readonly fields?: Readonly<Record<string, string>>
  /** Fields of an input that must be given. */
  readonly required?: readonly string[]
  readonly values?: readonly string[]
}

export type Signatures = Readonly<Record<string, TypeSignature>>

/** Every type of a schema by its name, without what GraphQL itself brings. */
export function signaturesOf(schema: GraphQLSchema): Signatures {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  return Object.fromEntries(
    types
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map((type): [string, TypeSignature] => {
        if (isEnumType(type))
          return [
            type.name,
            {
              kind: 'enum',
              values: type
                .getValues()
                .map(({ name }) => name)
                .sort(),
            },
          ]
        if (isInputObjectType(type)) {
          const fields = Object.values(type.getFields())
          const required = fields.filter(isRequiredInputField).map(({ name }) => name)
          return [
            type.name,
            {
              kind: 'input',
              fields: named(fields.map((field) => [field.name, inputOf(field)])),
              required: required.sort(),
            },
          ]
        }
        if (!isObjectType(type)) return [type.name, { kind: 'other' }]
        const fields = Object.values(type.getFields())
        const signature = (args: readonly GraphQLArgument[]) =>
          args.length === 0
            ? ''
            : `(${args
                .map((argument) => `${argument.name}: ${inputOf(argument)}`)
                .sort()
                .join(', ')})`
        return [
          type.name,
          {
            kind: 'object',
            fields: named(fields.map(({ name, args, type: of }) => [name, `${signature(args)}: ${of}`])),
          },
        ]
      }),
  )
}

/** Of the official schema, what `offered` names; what it names and the official one does not have is left out. */
export function within(official: Signatures, offered: Signatures): Signatures {
  return Object.fromEntries(
    Object.entries(offered).flatMap(([name, type]) => {
      const found = official[name]
      if (found === undefined) return []
      if (found.fields === undefined || type.fields === undefined) return [[name, found]]
      const fields = named(Object.entries(found.fields).filter(([field]) => type.fields?.[field] !== undefined))
      return [[name, { ...found, fields }]]
    }),
  )
}

function named(entries: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)))
}

function inputOf({ type, defaultValue }: GraphQLArgument | GraphQLInputField): string {
  const node = defaultValue === undefined ? undefined : astFromValue(defaultValue, type)
  return node ? `${type} = ${print(node)}` : String(type)
}
