import { isDeepStrictEqual } from 'node:util'
import type { ChangeSet, ChangeSetChange, DeclaredFields, ServiceSettingsInput } from '@kickai/railway'
import type { SettingChange } from '../step.ts'
import { carriedFields } from './agreement.ts'
import { type Declaration, declaredService, type ResourceNode, type ServiceNode } from './declaration.ts'

type Fields = Readonly<Record<string, unknown>>

/** What differs in one service, as its deployment is to be set. */
export interface ServiceChanges {
  readonly name: string
  /** It is to be made. */
  readonly missing: boolean
  readonly changes: readonly SettingChange[]
  readonly input: ServiceSettingsInput
  readonly limits: { readonly processors?: number; readonly memoryGigabytes?: number }
  /** What is set there now. */
  readonly there: DeclaredFields
}

/** All that differs in an environment as one change set, with what changes in words. */
export interface DeclaredChanges {
  readonly changeSet: ChangeSet
  readonly changes: readonly SettingChange[]
  /** What is declared and not made here. */
  readonly left: readonly string[]
}

/** How scaling is declared is compared with what runs, by its meaning and not by its letters. */
const scaled: ReadonlySet<string> = new Set(['numReplicas', 'multiRegionConfig', 'limitOverride'])

/**
 * The change set of an environment. Pure. Services of the configuration come with their settings; what is declared besides
 * is made where nothing of its name is in the environment (`there`, by name), and set where it is a service.
 */
export function declaredChanges(
  declaration: Declaration,
  services: readonly ServiceChanges[],
  there: ReadonlyMap<string, DeclaredFields>,
): DeclaredChanges {
  const own = services.map((service) => ownChanges(declaration, service))
  const others = declaration.resources
    .filter(({ name }) => !services.some((service) => service.name === name))
    .map((node) => otherChanges(node, there))
  const all = [...own, ...others]
  return {
    changeSet: {
      version: 1,
      changes: all.flatMap(({ wire }) => wire),
      diagnostics: [],
      declared: declaration.resources.map(({ address }) => address),
    },
    changes: all.flatMap(({ words }) => words),
    left: all.flatMap(({ left }) => left),
  }
}

interface Part {
  readonly wire: readonly ChangeSetChange[]
  readonly words: readonly SettingChange[]
  readonly left: readonly string[]
}

const nothing: Part = { wire: [], words: [], left: [] }

function ownChanges(declaration: Declaration, service: ServiceChanges): Part {
  const { name, missing, changes, input, limits, there } = service
  const node = declaredService(declaration, name)
  if (node === undefined) return nothing
  const { processors: cpu, memoryGigabytes } = limits
  const containers = {
    ...(cpu !== undefined && { cpu }),
    ...(memoryGigabytes !== undefined && { memoryBytes: memoryGigabytes * 1e9 }),
  }
  const declared = Object.entries(node.deploy ?? {}).filter(
    ([field]) => !carriedFields.has(field) && !scaled.has(field),
  )
  const deploy = {
    ...input,
    ...(Object.keys(containers).length > 0 && { limitOverride: { containers } }),
    ...differing(Object.fromEntries(declared), there.deploy),
  }
  const build = differing(node.build ?? {}, there.build)
  const said = new Set(changes.map((change) => change.name))
  const words = [
    ...(missing ? [{ name, to: 'made' }] : []),
    ...changes.map((change) => ({ ...change, name: `${name} ${change.name}` })),
    ...inWords(
      name,
      { ...Object.fromEntries(Object.entries(deploy).filter(([field]) => declared.some(([its]) => its === field))) },
      said,
    ),
    ...inWords(name, build, said),
  ]
  if (missing) {
    const resource = {
      address: node.address,
      type: 'service',
      kind: 'empty',
      name,
      ...filled('build', build),
      ...filled('deploy', deploy),
    }
    return { wire: [creation(node, resource)], words, left: [] }
  }
  return {
    wire: [...update(node, 'build', there.build, build), ...update(node, 'deploy', there.deploy, deploy)],
    words,
    left: [],
  }
}

function otherChanges(node: ResourceNode, there: ReadonlyMap<string, DeclaredFields>): Part {
  if (node.type !== 'service' && node.type !== 'database') return { ...nothing, left: [node.address] }
  const found = there.get(node.name)
  if (found === undefined)
    return { wire: [creation(node, { ...node })], words: [{ name: node.name, to: 'made' }], left: [] }
  if (node.type === 'database') return nothing
  const parts = (['source', 'build', 'deploy'] as const).map((field) => {
    const { type: _type, ...wanted } = (node[field] ?? {}) as Fields & { readonly type?: unknown }
    return [field, differing(wanted, found[field])] as const
  })
  const variables = Object.entries(node.variables ?? {}).filter(([, value]) => value.type !== 'preserve')
  return {
    wire: [
      ...parts.flatMap(([field, changed]) => update(node, field, found[field], changed)),
      // Whether a value differs is for Railway to say: it does not tell what it is now.
      ...variables.map(([variable, after]) => setting(node, variable, after)),
    ],
    words: parts.flatMap(([, changed]) => inWords(node.name, changed, new Set())),
    left: [],
  }
}

/** Told to nobody once it is set, so what Railway shows of it is neither compared nor sent back. */
const writeOnly = 'registryCredentials'

/** Fields that are not as they are wanted; what the wish does not name is left alone. */
function differing(wanted: object, there: Fields = {}): Fields {
  return Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => {
      if (value == null || (field === writeOnly && there[writeOnly] != null)) return false
      // Railway need not say the branch of a repository that it has.
      if (field === 'branch' && there.repo != null && there.branch === undefined) return false
      return !isDeepStrictEqual(value, there[field])
    }),
  )
}

function filled(name: string, fields: Fields): Fields {
  const given = Object.entries(fields).filter(([, value]) => value != null)
  return given.length === 0 ? {} : { [name]: Object.fromEntries(given) }
}

function creation({ address, type, name }: ResourceNode, resource: object): ChangeSetChange {
  return {
    kind: 'resource.create',
    address,
    resource,
    path: `resources.${address}`,
    summary: `Create ${type} ${name}`,
    severity: 'safe',
    deployEffect: 'deploy',
  }
}

/** Whether what is sent takes the place of all fields or is merged into them is not known, so all are sent. */
function update(
  { address, name }: ResourceNode,
  field: string,
  shown: Fields = {},
  changed: Fields,
): ChangeSetChange[] {
  if (Object.keys(changed).length === 0) return []
  const { [writeOnly]: _hidden, ...there } = shown
  return [
    {
      kind: 'resource.update',
      address,
      field,
      before: there,
      after: { ...there, ...changed },
      path: `resources.${address}.${field}`,
      summary: `Update ${name} ${field}`,
      severity: 'safe',
      deployEffect: 'deploy',
    },
  ]
}

function setting({ address, name }: ServiceNode, variable: string, after: unknown): ChangeSetChange {
  return {
    kind: 'variable.set',
    address,
    variable,
    after,
    path: `resources.${address}.variables.${variable}`,
    summary: `Set variable ${name}.${variable}`,
    severity: 'safe',
    deployEffect: 'deploy',
  }
}

function inWords(name: string, fields: Fields, said: ReadonlySet<string>): SettingChange[] {
  return Object.entries(fields)
    .filter(([field]) => !said.has(field))
    .map(([field, to]) => ({ name: `${name} ${field}`, to: field === writeOnly ? 'set' : JSON.stringify(to) }))
}
