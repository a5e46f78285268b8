import { randomUUID } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { writtenVariables } from '../../deployment/variables.ts'
import { Refusal } from '../../errors.ts'
import type { Environment, Service } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { applyConfig, type ConfigPatch, type ServicePatch } from '../apply-config.ts'
import type { Resolver } from '../context.ts'
import { configEtag } from '../environment-config.ts'
import { environmentFor } from '../lookup.ts'

const part = z.record(z.string(), z.unknown()).nullish()
const variable = z.looseObject({ type: z.string(), value: z.string().nullish() })
const common = { path: z.string().optional(), summary: z.string().optional(), address: z.string() }
const resource = z.looseObject({
  type: z.string(),
  name: z.string().min(1),
  source: part,
  build: part,
  deploy: part,
  variables: z.record(z.string(), variable).nullish(),
})

/** Changes as Railway's own command line sends them, as far as the embedded platform can make them. */
const change = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('resource.create'), ...common, resource }),
  z.looseObject({
    kind: z.literal('resource.update'),
    ...common,
    field: z.enum(['source', 'build', 'deploy']),
    after: part,
  }),
  z.looseObject({ kind: z.literal('resource.delete'), ...common }),
  z.looseObject({ kind: z.literal('variable.set'), ...common, variable: z.string(), after: variable }),
  z.looseObject({ kind: z.literal('variable.delete'), ...common, variable: z.string() }),
])
const changeSet = z.looseObject({ version: z.literal(1), changes: z.array(change) })

type Change = z.output<typeof change>
type ApplyArguments = {
  readonly environmentId: string
  readonly input: unknown
  readonly baseConfigEtag?: string | null
  readonly waitForCompletion?: boolean | null
}

export function changeSetMutations(host: Host) {
  const environmentPreviewChangeSet: Resolver<{ environmentId: string; input: unknown }> = (_, args, { caller }) => {
    const environment = environmentFor(host, caller, args.environmentId)
    const set = readChangeSet(args.input)
    const changes = set.changes.filter((each) => !isSo(host, environment, each))
    return { changeSet: { ...set, changes }, diagnostics: [], effects: [] }
  }
  const environmentApplyChangeSet: Resolver<ApplyArguments> = async (_, args, { caller }) => {
    const environment = environmentFor(host, caller, args.environmentId)
    const { changes } = readChangeSet(args.input)
    if (args.baseConfigEtag && args.baseConfigEtag !== configEtag(host, environment.id))
      throw new GraphQLError('The environment has changed since the plan was made', {
        extensions: { code: 'STALE_ENVIRONMENT_BASE' },
      })
    const made: Service[] = []
    try {
      await applyConfig(host, environment, patchOf(host, environment, changes, made))
    } catch (error) {
      for (const { id } of made) host.state.services.delete(id)
      throw error
    }
    const result = {
      id: randomUUID(),
      status: 'applied',
      diagnostics: [],
      changes: changes.map(({ kind, path, summary }) => ({ kind, path, summary, status: 'applied' })),
    }
    host.state.settings.put({ id: `change-set-${result.id}`, value: { environmentId: environment.id, result } })
    return args.waitForCompletion === false ? { ...result, status: 'applying', changes: [] } : result
  }
  return { environmentPreviewChangeSet, environmentApplyChangeSet }
}

export function changeSetQueries(host: Host) {
  const environmentChangeSetApply: Resolver<{ environmentId: string; id: string }> = (_, args, { caller }) => {
    const { id } = environmentFor(host, caller, args.environmentId)
    const kept = host.state.settings.get(`change-set-${args.id}`)?.value as Kept | undefined
    if (kept?.environmentId !== id) throw new Refusal('ChangeSet apply not found')
    return kept.result
  }
  return { environmentChangeSetApply }
}

type Kept = { readonly environmentId: string; readonly result: object }

function readChangeSet(input: unknown) {
  const read = changeSet.safeParse(input)
  if (!read.success) throw new Refusal(`Invalid input: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`)
  return read.data
}

/**
 * Changes as one patch. Services that are new to the project are made, and added to `made`; those that it has in another
 * environment are put into this one.
 */
function patchOf(host: Host, environment: Environment, changes: readonly Change[], made: Service[]): ConfigPatch {
  const services: Record<string, ServicePatch> = {}
  const strange = changes.filter(({ address }) => !address.startsWith('service.'))
  if (strange.length > 0)
    throw new Refusal(
      `Invalid input: the embedded platform has services alone, no ${strange.map(({ address }) => address).join(', ')}`,
    )
  for (const each of changes) {
    const name = each.address.slice('service.'.length)
    const found = serviceNamed(host, environment, name)
    if (each.kind === 'resource.create') {
      const { source, build, deploy, variables } = each.resource
      const given = { source, build, deploy, variables: valuesOf(variables ?? {}), isCreated: true }
      const service = found ?? newService(host, environment, name)
      if (found === undefined) made.push(service)
      services[service.id] = given as ServicePatch
      continue
    }
    if (found === undefined) throw new Refusal(`Service not found: ${name}`)
    const before = services[found.id] ?? {}
    services[found.id] = { ...before, ...changed(each, before) }
  }
  return { services }
}

function changed(each: Exclude<Change, { kind: 'resource.create' }>, before: ServicePatch): ServicePatch {
  switch (each.kind) {
    case 'resource.update':
      return { [each.field]: each.after ?? {} }
    case 'resource.delete':
      return { isDeleted: true }
    case 'variable.set':
      return { variables: { ...before.variables, ...valuesOf({ [each.variable]: each.after }) } }
    case 'variable.delete':
      return { variables: { ...before.variables, [each.variable]: null } }
  }
}

/** Values and references of a change set as an environment's configuration writes them. */
function valuesOf(variables: Readonly<Record<string, z.output<typeof variable>>>) {
  const entries = Object.entries(variables).flatMap(([name, given]): [string, { value: string }][] => {
    if (given.type === 'literal' && typeof given.value === 'string') return [[name, { value: given.value }]]
    if (given.type === 'reference')
      return [[name, { value: `\${{${nameIn(given.resource)}.${String(given.output)}}}` }]]
    if (given.type === 'sharedReference') return [[name, { value: `\${{shared.${String(given.name)}}}` }]]
    return []
  })
  return Object.fromEntries(entries)
}

/** Whether a variable is already what it is to be set to; values are compared here, since nobody else is told them. */
function isSo(host: Host, environment: Environment, each: Change): boolean {
  if (each.kind !== 'variable.set') return false
  const service = serviceNamed(host, environment, nameIn(each.address))
  const [after] = Object.values(valuesOf({ [each.variable]: each.after }))
  return writtenVariables(host, environment.id, service?.id ?? '-')[each.variable] === after?.value
}

function nameIn(address: unknown): string {
  return String(address).replace(/^[a-z]+\./, '')
}

function serviceNamed(host: Host, { projectId }: Environment, name: string): Service | undefined {
  return host.state.services.find((service) => service.projectId === projectId && service.name === name)
}

/** Known to the project alone; the patch puts it into the environment. */
function newService(host: Host, { projectId }: Environment, name: string): Service {
  const now = Date.now()
  return host.state.services.put({ id: randomUUID(), projectId, name, createdAt: now, updatedAt: now })
}
