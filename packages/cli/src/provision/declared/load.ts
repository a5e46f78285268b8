import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ProjectDefinition, RailwayContext } from 'railway/iac'
import { CommandError } from '../../error/command-error.ts'
import { type Declaration, declarationFile, type ResourceNode } from './declaration.ts'

type Program = (context: RailwayContext, project: Language['project']) => ProjectDefinition | Promise<ProjectDefinition>
type Language = typeof import('railway/iac')

/**
 * Runs what `.railway/railway.ts` declares, once for each environment, with the repository's own `railway/iac`; Node strips
 * its types. `declaration-unreadable` where that does not give a project.
 */
export async function loadDeclarations(
  root: string,
  environments: readonly string[],
): Promise<ReadonlyMap<string, Declaration>> {
  const file = join(root, declarationFile)
  if (!existsSync(file)) throw unreadable('it is not there')
  try {
    const language: Language = await import(pathToFileURL(createRequire(file).resolve('railway/iac')).href)
    const { default: program }: { readonly default?: unknown } = await import(pathToFileURL(file).href)
    if (typeof program !== 'function') throw unreadable('it does not end in "export default defineRailway(…)"')
    const declarations = new Map<string, Declaration>()
    // In order: a program may keep something from one call to the next.
    for (const environment of environments)
      declarations.set(environment, await declarationOf(language, program as Program, environment))
    return declarations
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw unreadable(
      error instanceof Error ? String(error.message.split('\n')[0]).replace(/\.$/, '') : String(error),
      error,
    )
  }
}

async function declarationOf(language: Language, program: Program, environment: string): Promise<Declaration> {
  const declared = await program(language.createRailwayContext({ command: 'plan', environment }), language.project)
  const { name, resources = [], environments } = declared ?? {}
  if (typeof name !== 'string') throw unreadable(`it gives no project for ${environment}`)
  if (environments !== undefined && !environments.includes(environment))
    throw unreadable(`it has no environment ${environment}, only ${environments.join(', ')}`)
  const nodes = resources.flat() as ResourceNode[]
  const wrong = language.validateGraph({
    version: language.RAILWAY_GRAPH_VERSION,
    project: { name },
    environments: [{ name: environment }],
    resources: nodes,
    edges: [],
  })
  if (wrong.length > 0) throw unreadable(`for ${environment}: ${wrong.join('; ')}`)
  return { project: name, resources: nodes }
}

function unreadable(why: string, cause?: unknown): CommandError {
  const missing = /Cannot find (package|module) '?railway/.test(why)
  return new CommandError('declaration-unreadable', `${declarationFile} declares nothing that can be made: ${why}.`, {
    cause,
    ...(missing && { wayOut: 'Install the language that it is written in: npm install --save-dev railway@3.11.0' }),
  })
}
