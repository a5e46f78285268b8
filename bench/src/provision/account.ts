import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPlatform } from '@kickai/railway-local'
import { type Broker, startBroker } from '../crash/broker.ts'
import type { Created } from './figures.ts'

const services = {
  web: { start: 'node server.mjs' },
  worker: { kind: 'worker', start: 'node worker.mjs', drainingSeconds: 5 },
  nightly: { kind: 'cron', start: 'node nightly.mjs', schedule: '0 3 * * *' },
}
const scaled = { web: { replicas: 2, limits: { processors: 2, memoryGigabytes: 1 }, overlapSeconds: 20 } }
const environments = { testing: {}, staging: {}, production: { services: { ...scaled, worker: { replicas: 3 } } } }

/** What git declares for the layout `iac`: the scaling, which the configuration then leaves out. */
const declaration = `import { defineRailway, project, service } from 'railway/iac'

export default defineRailway((context) => {
  const scaled = context.isEnvironment('production')
  const limits = { limitOverride: { containers: { cpu: 2, memoryBytes: 1e9 } } }
  return project('shop', {
    resources: [
      service('web', scaled ? { replicas: 2, deploy: limits } : {}),
      service('worker', scaled ? { replicas: 3 } : {}),
      service('nightly'),
    ],
  })
})
`
const declaredEnvironments = {
  testing: {},
  staging: {},
  production: { services: { web: { overlapSeconds: 20 } } },
}

/** How environments are laid out, as the configuration names it. */
export type Layout = 'projects' | 'one-project' | 'iac'

/** An empty account on an embedded platform, and a repository that wants three environments there. */
export type Account = {
  readonly folder: string
  readonly variables: NodeJS.ProcessEnv
  readonly broker: Broker
  /** What is there, in words: names and settings alone, or with every id. */
  look(): Promise<{ readonly inWords: string; readonly withIds: string; readonly created: Created }>
  stop(): Promise<void>
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field
type Answer = any

const everything = `{ projects { edges { node { id name
  environments { edges { node { id name configEtag serviceInstances { edges { node {
    id serviceName startCommand healthcheckPath healthcheckTimeout overlapSeconds drainingSeconds restartPolicyType
    restartPolicyMaxRetries cronSchedule numReplicas } } } config } } } } } } }`

/** Opens one; everything of it is in a temporary folder. */
export async function openAccount(layout: Layout): Promise<Account> {
  const home = mkdtempSync(join(tmpdir(), 'kickai-bench-provision-'))
  const platform = await startPlatform({ directory: join(home, 'platform'), port: 0 })
  const broker = await startBroker(platform.url)
  const folder = join(home, 'repository')
  mkdirSync(folder)
  const config = {
    name: 'shop',
    services,
    environments: layout === 'iac' ? declaredEnvironments : environments,
    account: { endpoint: broker.url, layout },
  }
  writeFileSync(join(folder, 'kickai.config.json'), JSON.stringify(config))
  if (layout === 'iac') {
    mkdirSync(join(folder, '.railway'))
    writeFileSync(join(folder, '.railway/railway.ts'), declaration)
    // As "npm install railway" leaves it.
    symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'))
  }

  const ask = async (query: string, headers: Record<string, string>): Promise<Answer> => {
    const body = JSON.stringify({ query })
    const answer = await fetch(`${platform.url}/graphql/v2`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    })
    return ((await answer.json()) as Answer).data
  }
  const asOwner = (query: string) => ask(query, { authorization: `Bearer ${platform.accountToken}` })
  const nodes = (connection: Answer): Answer[] => connection.edges.map(({ node }: Answer) => node)

  /** Which environments the tokens that are kept open. */
  async function kept(): Promise<string[]> {
    const tokens = join(folder, '.kickai/tokens')
    return await Promise.all(
      readdirSync(tokens)
        .filter((name) => !name.startsWith('.'))
        .sort()
        .map(async (name) => {
          const value = readFileSync(join(tokens, name), 'utf8').trim()
          const opened = await ask('{ projectToken { environment { name } } }', { 'project-access-token': value })
          return `${name} opens ${opened?.projectToken?.environment?.name ?? 'nothing'}`
        }),
    )
  }

  return {
    folder,
    broker,
    variables: { RAILWAY_API_TOKEN: platform.accountToken },
    async look() {
      const projects = nodes((await asOwner(everything)).projects).sort(byName)
      const created = { projects: projects.length, environments: 0, services: 0, tokens: 0 }
      const withIds: object[] = []
      const inWords: object[] = []
      for (const project of projects) {
        const listed = `{ projectTokens(projectId: "${project.id}") { edges { node { id name environmentId } } } }`
        const tokens = nodes((await asOwner(listed)).projectTokens)
        created.tokens += tokens.length
        withIds.push({ project, tokens })
        for (const environment of nodes(project.environments).sort(byName)) {
          created.environments += 1
          const instances = nodes(environment.serviceInstances)
          created.services += instances.length
          inWords.push({
            project: project.name,
            environment: environment.name,
            tokens: tokens.filter(({ environmentId }) => environmentId === environment.id).length,
            services: instances.map(({ id, ...settings }) => settings).sort(byName),
            limits: Object.values(environment.config.services).map(limitsIn).sort(),
          })
        }
      }
      const places = JSON.parse(readFileSync(join(folder, 'kickai.places.json'), 'utf8')).environments
      // Every id that is kept is one that the platform has, and the only one of its name.
      const known = new Set(JSON.stringify(withIds).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g))
      const ids: string[] = Object.values(places).flatMap((place: Answer) => [place.project, place.environment])
      const found = { places: Object.keys(places), known: ids.every((id) => known.has(id)), kept: await kept() }
      return { inWords: JSON.stringify([inWords, found]), withIds: JSON.stringify([withIds, places]), created }
    },
    async stop() {
      await broker.stop()
      await platform.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function limitsIn(service: Answer): string {
  return JSON.stringify(service.deploy.limitOverride ?? null)
}

function byName(left: Answer, right: Answer): number {
  return (left.name ?? left.serviceName) < (right.name ?? right.serviceName) ? -1 : 1
}
