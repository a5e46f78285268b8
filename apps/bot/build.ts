// Builds what is deployed: apps/bot/dist/bundle/ with the whole service in one file, its source map beside it, and the package file
// that says how it starts. The same sources give the same bytes, wherever the checkout lies.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'

const target = join(import.meta.dirname, 'dist', 'bundle')
const program = join(target, 'bot.mjs')

/**
 * A client for Node of its own would come with the retry plug-in, which only takes an error class from it. The one the
 * service uses needs nothing but what Node has.
 */
const oneTelegramClient: Plugin = {
  name: 'one-telegram-client',
  resolveId(source, importer) {
    return source === 'grammy' ? this.resolve('grammy/web', importer, { skipSelf: true }) : null
  },
}

/** A path from the bundle's folder as one from the repository's. */
function inRepository(source: string): string {
  return source
    .replace(/^(\.\.\/){2}(?!\.\.\/)/, 'apps/bot/')
    .replace(/^.*?(?<![^/])(?=(?:node_modules|packages|apps)\/)/, '')
}

await rm(target, { recursive: true, force: true })
await mkdir(dirname(program), { recursive: true })
const bundle = await rolldown({
  input: join(import.meta.dirname, 'src/main.ts'),
  cwd: import.meta.dirname,
  platform: 'node',
  plugins: [oneTelegramClient],
})
await bundle.write({
  file: program,
  format: 'esm',
  codeSplitting: false,
  // Places alone, as the repository names them: the sources themselves lie in the commit, and where it lies is nobody's business.
  sourcemap: true,
  sourcemapExcludeSources: true,
  sourcemapPathTransform: inRepository,
  // Comments would tell where the sources lay. Names stay, so that a stack trace can be read.
  comments: false,
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
})
await bundle.close()

const packageFile = {
  name: 'kickai-bot',
  type: 'module',
  engines: { node: '>=22.18' },
  scripts: { start: 'node bot.mjs' },
}
await writeFile(join(target, 'package.json'), `${JSON.stringify(packageFile, null, 2)}\n`)
console.log(`Built ${relative(process.cwd(), target)}`)
