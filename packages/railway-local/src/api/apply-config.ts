import { addInstance, dropInstance } from '../deployment/places.ts'
import { writeVariables, writtenVariables } from '../deployment/variables.ts'
import { Refusal } from '../errors.ts'
import type { Environment, ServiceConfiguration, ServiceInstance } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { settingsProblems, sourceOf } from './resolvers/service-mutations.ts'
import { deployAgain } from './resolvers/variable-mutations.ts'

/** A part of Railway's `EnvironmentConfig`, as far as it is known here; what is left out stays. */
export interface ConfigPatch {
  readonly services?: Readonly<Record<string, ServicePatch | null>> | null
  readonly sharedVariables?: VariablesPatch | null
}

export interface ServicePatch {
  readonly source?: { readonly image?: string | null; readonly repo?: string | null } | null
  readonly build?: Readonly<Record<string, unknown>> | null
  readonly deploy?: Readonly<Record<string, unknown>> | null
  readonly variables?: VariablesPatch | null
  /** Puts a service of the project into this environment. */
  readonly isCreated?: boolean | null
  /** Takes it out. */
  readonly isDeleted?: boolean | null
}

/** Null removes a variable. What is sealed once stays so. */
type VariablesPatch = Readonly<
  Record<string, { readonly value?: string | null; readonly isSealed?: boolean | null } | null>
>

const parts: ReadonlySet<string> = new Set(['source', 'build', 'deploy', 'variables', 'isCreated', 'isDeleted'])
const settings: ReadonlySet<string> = new Set([
  ...['startCommand', 'preDeployCommand', 'healthcheckPath', 'healthcheckTimeout', 'overlapSeconds', 'drainingSeconds'],
  ...['restartPolicyType', 'restartPolicyMaxRetries', 'cronSchedule', 'sleepApplication', 'numReplicas', 'region'],
  ...['multiRegionConfig', 'limitOverride'],
])

/**
 * Applies a patch to an environment, all of it or nothing, and deploys what runs there and was changed, unless it is told
 * not to. Refuses a patch that names what is not known here.
 */
export async function applyConfig(
  host: Host,
  environment: Environment,
  patch: ConfigPatch,
  { skipDeploys = false }: { readonly skipDeploys?: boolean } = {},
): Promise<void> {
  const wrong = problemsOf(host, environment, patch)
  if (wrong.length > 0) throw new Refusal(`Invalid input: ${wrong.join('; ')}`)
  if (patch.sharedVariables)
    patchVariables(host, { environmentId: environment.id, serviceId: '' }, patch.sharedVariables)
  const changed: ServiceInstance[] = []
  for (const [serviceId, given] of Object.entries(patch.services ?? {})) {
    const there = instanceIn(host, environment, serviceId)
    if (given === null || given.isDeleted === true) {
      if (there !== undefined) await dropInstance(host, there)
      if (host.state.instances.find((one) => one.serviceId === serviceId) === undefined)
        host.state.services.delete(serviceId)
      continue
    }
    const service = host.state.services.get(serviceId)
    if (service === undefined) continue
    const instance = there ?? (await addInstance(host, environment, service))
    const configuration = { ...instance.configuration, ...configurationOf(given) }
    if (given.variables) patchVariables(host, instance, given.variables)
    changed.push(host.state.instances.put({ ...instance, configuration, updatedAt: Date.now() }))
  }
  if (!skipDeploys) deployAgain(host, changed)
}

/** How a service is to run, as the patch says it. */
function configurationOf({ source, build, deploy }: ServicePatch): ServiceConfiguration {
  const { limitOverride, ...running } = deploy ?? {}
  const { cpu, memoryBytes } = (limitOverride as LimitOverride | undefined)?.containers ?? {}
  return {
    ...(running as ServiceConfiguration),
    ...(build && 'buildCommand' in build && { buildCommand: build.buildCommand as string | null }),
    ...(source && sourceOf(source)),
    ...(limitOverride !== undefined && {
      limits: { vCPUs: cpu ?? null, memoryGB: memoryBytes == null ? null : memoryBytes / 1e9 },
    }),
  }
}

type LimitOverride = { containers?: { cpu?: number | null; memoryBytes?: number | null } | null } | null

function problemsOf(host: Host, environment: Environment, patch: ConfigPatch): string[] {
  const wrong = Object.keys(patch)
    .filter((part) => part !== 'services' && part !== 'sharedVariables')
    .map((part) => `the embedded platform has no ${part}`)
  for (const [serviceId, given] of Object.entries(patch.services ?? {})) {
    const service = host.state.services.get(serviceId)
    if (service === undefined || service.projectId !== environment.projectId) {
      wrong.push(`the project has no service ${serviceId}`)
      continue
    }
    if (given === null || given.isDeleted === true) continue
    if (given.isCreated !== true && instanceIn(host, environment, serviceId) === undefined)
      wrong.push(`${service.name} is not in this environment; it is put there with isCreated`)
    const strange = Object.keys(given).filter((part) => !parts.has(part))
    const unset = Object.keys(given.deploy ?? {}).filter((setting) => !settings.has(setting))
    wrong.push(...strange.map((part) => `the embedded platform does not know ${service.name}.${part}`))
    wrong.push(...unset.map((setting) => `the embedded platform does not know ${service.name}.deploy.${setting}`))
    wrong.push(...settingsProblems(configurationOf(given) as Parameters<typeof settingsProblems>[0]))
  }
  return wrong
}

function instanceIn(host: Host, { id }: Environment, serviceId: string): ServiceInstance | undefined {
  return host.state.instances.find((one) => one.environmentId === id && one.serviceId === serviceId)
}

function patchVariables(
  host: Host,
  { environmentId, serviceId }: Pick<ServiceInstance, 'environmentId' | 'serviceId'>,
  patch: VariablesPatch,
): void {
  const values = { ...writtenVariables(host, environmentId, serviceId) }
  for (const [name, given] of Object.entries(patch)) {
    if (given === null) delete values[name]
    else if (typeof given.value === 'string') values[name] = given.value
  }
  const seal = Object.entries(patch).flatMap(([name, given]) => (given?.isSealed === true ? [name] : []))
  writeVariables(host, { environmentId, serviceId }, values, seal)
}
