// npm run bench -- NAME [--json] [options of that benchmark]

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Benchmark } from './benchmark.ts'
import { jsonReport, textReport } from './report.ts'

const names = readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, 'main.ts')))

async function main(all: readonly string[]): Promise<number> {
  const json = all.includes('--json')
  const [name, ...words] = all.filter((word) => word !== '--json')
  if (name === undefined || !names.includes(name)) {
    const sentence = name === undefined ? 'No benchmark was named.' : `There is no benchmark ${name}.`
    console.error(`bench: ${sentence}\n  Name one of: ${names.join(', ')} (unknown-benchmark)`)
    return 2
  }
  const { default: run } = (await import(`./${name}/main.ts`)) as { default: Benchmark }
  const result = await run({ progress: (line) => console.error(line), words })
  console.log(json ? jsonReport(name, result) : textReport(name, result))
  return result.missed.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2))
