import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseSync } from 'rolldown/utils'
import { expect, test } from 'vitest'

// An old Node must be able to say that it is too old, so the launcher is written in ECMAScript 2019 (Node 12).

const newerNodes: Record<string, (node: Record<string, unknown>) => boolean> = {
  ChainExpression: () => true,
  PropertyDefinition: () => true,
  PrivateIdentifier: () => true,
  StaticBlock: () => true,
  ImportExpression: () => true,
  LogicalExpression: (node) => node.operator === '??',
  AssignmentExpression: (node) => ['??=', '||=', '&&='].includes(String(node.operator)),
  Literal: (node) => typeof node.raw === 'string' && /^\d+_/.test(node.raw),
}

function findNewerSyntax(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(findNewerSyntax)
  if (typeof node !== 'object' || node === null) return []
  const fields = node as Record<string, unknown>
  const here = newerNodes[String(fields.type)]?.(fields) ? [`${fields.type} at ${fields.start}`] : []
  return [...here, ...Object.values(fields).flatMap(findNewerSyntax)]
}

const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.cjs'))

// This one runs inside the chosen Node.
const runsOnNewNode = ['hold-install-lock.cjs']

test.each(files)('%s is plain enough for an old Node', async (file) => {
  const source = await readFile(join(import.meta.dirname, file), 'utf8')
  const { program, errors } = parseSync(file, source, { sourceType: 'commonjs' })
  expect(errors).toEqual([])
  expect(findNewerSyntax(program)).toEqual([])
  if (!runsOnNewNode.includes(file)) expect(source).not.toContain(`require('node:`)
})

test('newer syntax is found', () => {
  const { program } = parseSync('new.cjs', 'a?.b; a ?? b; a ||= b; class A { #b = 1_000 }')
  expect(findNewerSyntax(program).map((line) => line.split(' ')[0])).toEqual([
    'ChainExpression',
    'LogicalExpression',
    'AssignmentExpression',
    'PropertyDefinition',
    'PrivateIdentifier',
    'Literal',
  ])
})
