// Makes dist/: what the published package `kickai` holds. Run by npm before it packs (`npm pack -w packages/cli`).

import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type InputOptions, rolldown } from 'rolldown'
import { licencesOf, packageFolders } from './pack/licences.ts'
import { plainBuiltins } from './pack/plain-builtins.ts'

const here = import.meta.dirname
const target = join(here, 'dist')
const repository = dirname(dirname(here))
const program = (path: string) => join(repository, 'packages', path)

/** Each becomes a file of its own in dist/, where the code looks for the programs that it starts. */
const input = {
  kickai: program('cli/src/main.ts'),
  supervisor: program('railway-local/src/supervisor/main.ts'),
  router: program('railway-local/src/router/main.ts'),
}

/**
 * Not bundled: natively built extras that packages do without, and the clients of databases, which whoever has his journal
 * in one installs beside this.
 */
const external = ['bufferutil', 'utf-8-validate', ...Object.keys(ownPackage().peerDependencies)]
const options = { cwd: repository, platform: 'node', external, plugins: [plainBuiltins] } satisfies InputOptions

/**
 * What the quickest command needs, in one file: a file for each set of commands that share something, as it would be else, takes
 * Node longer to find and link than to run. Nothing that is loaded when it is wanted belongs to it.
 */
const common = await modulesOf(program('cli/src/program/main.ts'), program('cli/src/command/status.ts'))
for (const path of await modulesOf(input.kickai)) common.delete(path)

rmSync(target, { recursive: true, force: true })
const bundle = await rolldown({ input, ...options, preserveEntrySignatures: false })
const { output } = await bundle.write({
  dir: target,
  format: 'esm',
  // All side by side: the code looks for its programs beside the file that it is in.
  entryFileNames: '[name].mjs',
  chunkFileNames: 'part-[hash].mjs',
  comments: false,
  codeSplitting: {
    groups: [
      // Evaluated before what is made of it: with it goes how schemas are made.
      { name: 'schemas', test: /[\\/]node_modules[\\/]zod[\\/]|plain-schemas\.ts$/, priority: 1 },
      { name: 'common', test: (path) => common.has(path) },
    ],
    includeDependenciesRecursively: false,
  },
  // Places alone: the sources themselves lie in the commit.
  sourcemap: true,
  sourcemapExcludeSources: true,
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
})
await bundle.close()

// The configuration's types hold nothing but types, so they are their own declaration.
const types = ['config.ts', 'around-config.ts', 'secret-config.ts', 'preflight-check.ts'].map((name) =>
  readFileSync(join(here, 'src/config', name), 'utf8'),
)
writeFileSync(join(target, 'index.d.ts'), types.join('\n').replace(/^import type .*\n/gm, ''))
// Its text goes into the pages of reports, so it is a file of its own.
const charts = join(repository, 'node_modules/uplot')
for (const name of ['uPlot.iife.min.js', 'uPlot.min.css']) copyFileSync(join(charts, 'dist', name), join(target, name))

copyFileSync(join(repository, 'LICENSE'), join(target, 'LICENSE'))
const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
writeFileSync(join(target, 'THIRD-PARTY-LICENSES'), licencesOf([...packageFolders(modules), charts]))
process.stderr.write(`Packed into ${relative(repository, target)}\n`)

/** The files that some of ours are made of, without what they load later. */
async function modulesOf(...entries: string[]): Promise<Set<string>> {
  const trial = await rolldown({ input: entries, ...options })
  const { output } = await trial.generate({ format: 'esm' })
  await trial.close()
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
  const reached = new Set([...chunks.values()].filter(({ isEntry }) => isEntry))
  for (const { imports } of reached)
    for (const name of imports) {
      const chunk = chunks.get(name)
      if (chunk !== undefined) reached.add(chunk)
    }
  return new Set([...reached].flatMap(({ moduleIds }) => moduleIds))
}

function ownPackage(): { peerDependencies: { [name: string]: string } } {
  return JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
}
