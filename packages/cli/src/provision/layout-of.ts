import type { Configuration } from '../config/configuration.ts'
import type { Problem } from '../error/command-error.ts'
import { disagreements } from './declared/agreement.ts'
import { loadDeclarations } from './declared/load.ts'
import { declared, type KnownPlaces, oneProject, projects } from './layouts.ts'
import { cannotProvision } from './plan.ts'
import type { WantedPlace } from './wanted.ts'

/**
 * What is to exist by the layout that the configuration chose. `declaration-unreadable`, and `cannot-provision` where what
 * is declared and what is configured do not go together, or environments are laid out otherwise already.
 */
export async function layoutOf(
  configuration: Configuration,
  environments: readonly string[],
  places: KnownPlaces,
): Promise<readonly WantedPlace[]> {
  const { layout } = configuration.account
  if (layout === undefined || layout === 'projects') return projects(configuration, environments, places)
  // Also of environments that are not asked for now: what is new would go into a project of theirs.
  const all = configuration.environments.map(({ name }) => name)
  const problems = placeProblems(all, places)
  if (layout === 'one-project') {
    if (problems.length > 0) throw cannotProvision(problems)
    return oneProject(configuration, environments, places)
  }
  const declarations = await loadDeclarations(configuration.root, environments)
  for (const [environment, declaration] of declarations)
    problems.push(...disagreements(configuration, environment, declaration))
  if (problems.length > 0) throw cannotProvision(problems)
  return declared(declarations)(configuration, environments, places)
}

/** Environments that are in projects of their own cannot be moved into one. */
function placeProblems(environments: readonly string[], places: KnownPlaces): Problem[] {
  const projectOf = (name: string) => places[name]?.project
  const known = environments.filter((name) => projectOf(name) !== undefined)
  const first = known[0]
  if (first === undefined) return []
  return known
    .filter((name) => projectOf(name) !== projectOf(first))
    .map((name) => ({
      path: `${name}.project`,
      sentence: `it is known to be in another project than ${first}, and nothing moves it: take both out of kickai.places.json to begin anew, or keep the layout "projects"`,
    }))
}
