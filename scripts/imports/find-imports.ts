import { parseSync } from 'rolldown/utils'

/** One mention of another module in a source file. */
export type FoundImport = { specifier: string; line: number }

/** What a file mentions, or why it could not be read. */
export type FoundImports = { imports: FoundImport[]; problem?: string }

type SyntaxNode = { type: string; start: number; [field: string]: unknown }

/**
 * Finds every module that a source file names, whatever the form: import, export … from, import type, typeof import(),
 * import(), import x = require(), require(), require.resolve() and import.meta.resolve(). A name that is only known when
 * the program runs is not found. Pure.
 *
 * @param file its name tells the language
 */
export function findImports(file: string, source: string): FoundImports {
  const { program, errors } = parseSync(file, source)
  const [error] = errors
  if (error) return { imports: [], problem: error.message }
  const imports: FoundImport[] = []
  visit(program, (node) => {
    const specifier = textOf(moduleOf(node))
    if (specifier !== undefined) imports.push({ specifier, line: source.slice(0, node.start).split('\n').length })
  })
  return { imports }
}

function visit(value: unknown, see: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see)
  } else if (isNode(value)) {
    see(value)
    for (const field of Object.values(value)) visit(field, see)
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value
}

function moduleOf(node: SyntaxNode): unknown {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source
    case 'TSExternalModuleReference':
      return node.expression
    case 'CallExpression':
      return namesModule(node.callee) ? (node.arguments as unknown[])[0] : undefined
    default:
      return undefined
  }
}

/** Whether a call's callee is require, require.resolve or import.meta.resolve. */
function namesModule(callee: unknown): boolean {
  if (!isNode(callee)) return false
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'MemberExpression' || !isNode(callee.object) || !isNode(callee.property)) return false
  if (callee.property.name !== 'resolve') return false
  return callee.object.type === 'MetaProperty' || callee.object.name === 'require'
}

function textOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value
  if (value.type !== 'TemplateLiteral' || (value.expressions as unknown[]).length > 0) return undefined
  const [only] = value.quasis as { value: { cooked: string } }[]
  return only?.value.cooked
}
