// Writes the index of the official signatures that the embedded platform offers: `node generate.ts SCHEMA.json`.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { sdl } from '../sdl/sdl.ts'
import { officialSchema } from './official.ts'
import { signaturesOf, within } from './signatures.ts'

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('Give the path of the official schema, as introspection JSON.')
const official = signaturesOf(officialSchema(readFileSync(path, 'utf8')))
const index = {
  source: 'Railway public API schema, https://backboard.railway.com/graphql/v2, August 2026',
  licence: 'MIT, Railway Corp.',
  types: within(official, signaturesOf(buildSchema(sdl))),
}
writeFileSync(join(import.meta.dirname, 'generated', 'signatures.json'), `${JSON.stringify(index, null, 2)}\n`)
