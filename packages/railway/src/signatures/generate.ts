/**
 * Makes the index of signatures anew: `node packages/railway/src/signatures/generate.ts ../shared/railway/schema.json`.
 * The path is that of a whole introspection of Railway's public API, as JSON.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { allOperations } from '../operations/all.ts'
import { readIntrospection, writtenIndex } from './introspection.ts'
import { reduceSchema } from './reduce.ts'

const [path] = process.argv.slice(2)
if (path === undefined) {
  process.stderr.write('Give the path of the introspection, for example ../shared/railway/schema.json.\n')
  process.exitCode = 2
} else {
  const documents = allOperations.map(({ document }) => document)
  const index = reduceSchema(readIntrospection(await readFile(path, 'utf8')), documents)
  await writeFile(join(import.meta.dirname, 'generated', 'signatures.json'), writtenIndex(index))
}
