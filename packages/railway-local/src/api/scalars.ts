import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql'

/** A moment: ISO 8601 on the wire, milliseconds since 1970 here. */
export const dateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => new Date(Number(value)).toISOString(),
  parseValue: readDate,
  parseLiteral: (node) => readDate(node.kind === Kind.STRING ? node.value : undefined),
})

function readDate(value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) throw new GraphQLError('DateTime must be a date-time string')
  return at
}

/** Any JSON, as Railway passes it under several names. */
export const json = ['JSON', 'EnvironmentConfig', 'DeploymentMeta', 'DeploymentDiagnosis', 'ServiceInstanceLimit'].map(
  (name) =>
    new GraphQLScalarType({
      name,
      parseValue: (value) => value,
      parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
    }),
)

/** Values by name. Null removes a name where a collection is set. */
export const environmentVariables = new GraphQLScalarType<Record<string, string | null>, unknown>({
  name: 'EnvironmentVariables',
  serialize: (value) => value,
  parseValue: readVariables,
  parseLiteral: (node, variables) => readVariables(valueFromASTUntyped(node, variables)),
})

function readVariables(value: unknown): Record<string, string | null> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraphQLError('EnvironmentVariables must be an object')
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      if (entry === null || typeof entry === 'string') return [name, entry]
      if (typeof entry === 'number' || typeof entry === 'boolean') return [name, String(entry)]
      throw new GraphQLError(`The value of ${name} must be a string`)
    }),
  )
}
