// node main.ts '{"seed":1,"step":2,"chunks":10,"runs":500,"path":"3:1","bug":"its name"}'
//
// Plays releases in a process of its own: `chunks` times `runs` of them, each chunk by a seed of its own, `step` apart.
// Says on standard output, a line of JSON for each chunk, what it came to. With `bug` that bug is planted first, and the
// chunk that finds it is the last; with `path` only the release that it names is played.

import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sourceFolder } from './entries.ts'
import { type PlantedBug, plantedBugs } from './planted.ts'

interface Task {
  readonly seed: number
  readonly step: number
  readonly chunks: number
  readonly runs: number
  readonly path?: string
  readonly bug?: string
}

const { seed, step, chunks, runs, path, bug } = JSON.parse(process.argv[2] ?? '') as Task
if (bug !== undefined) plant(plantedBugs.find(({ name }) => name === bug))
const { simulate } = await import('./simulate.ts')
for (let chunk = 0; chunk < chunks; chunk++) {
  const simulated = await simulate({ seed: seed + chunk * step, runs, ...(path !== undefined && { path }) })
  console.log(JSON.stringify(simulated))
  if (bug !== undefined && simulated.violation !== undefined) break
}

/** Replaces a text of a source file while it is loaded; throws where the text is not there exactly once. */
function plant(planted: PlantedBug | undefined): void {
  if (planted === undefined) throw new RangeError(`There is no planted bug ${bug}.`)
  const { file, from, to } = planted
  const wanted = pathToFileURL(join(sourceFolder, file)).href
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (url !== wanted) return loaded
      const source = String(loaded.source)
      if (source.split(from).length !== 2) throw new Error(`${file} does not hold once what is to be replaced: ${from}`)
      return { ...loaded, source: source.replace(from, () => to) }
    },
  })
}
