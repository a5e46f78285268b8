// npm run action [-- FOLDER]: makes what action.yml starts, the whole command in one file (and a line that starts it after the job), so that a step installs nothing. The clients
// of databases are in it, since the journal of runs on GitHub lies in one. FOLDER: `action/` of the repository unless it is given.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { licencesOf, packageFolders } from './licences.ts'

const room = dirname(import.meta.dirname)
const repository = dirname(dirname(room))
const target = resolve(process.argv[2] ?? join(repository, 'action'))

const bundle = await rolldown({
  input: join(room, 'src/action/main.ts'),
  cwd: repository,
  platform: 'node',
  // Natively built extras that packages do without.
  external: ['bufferutil', 'utf-8-validate', 'pg-native'],
})
rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
const { output } = await bundle.write({
  file: join(target, 'action.mjs'),
  format: 'esm',
  codeSplitting: false,
  comments: false,
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
})
await bundle.close()
// What GitHub calls after the job; see src/action/main.ts.
writeFileSync(join(target, 'after.mjs'), "process.env.KICKAI_AFTER_THE_JOB = 'true'\nawait import('./action.mjs')\n")
const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
writeFileSync(join(target, 'THIRD-PARTY-LICENSES'), licencesOf(packageFolders(modules)))
process.stderr.write(`Made ${relative(repository, target)}\n`)
