import { randomUUID } from 'node:crypto'
import { isImageReference } from '../../container/image.ts'
import { addInstance, dropInstance } from '../../deployment/places.ts'
import { Refusal } from '../../errors.ts'
import { parseSchedule } from '../../schedule/schedule.ts'
import type { Environment, ServiceConfiguration } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { demandAccount } from '../caller.ts'
import type { Resolver } from '../context.ts'
import { environmentFor, instanceFor, projectFor, serviceFor } from '../lookup.ts'
import { scalingProblems } from './scaling.ts'
import { serviceDomain } from './service-queries.ts'

interface ServiceCreateInput {
  readonly projectId: string
  readonly environmentId?: string | null
  readonly name?: string | null
  readonly source?: ServiceSourceInput | null
  readonly variables?: Readonly<Record<string, string | null>> | null
}

export type ServiceInstanceUpdateInput = Omit<ServiceConfiguration, 'image' | 'repo' | 'autoDeploy' | 'limits'> & {
  readonly source?: ServiceSourceInput | null
}

interface ServiceSourceInput {
  readonly image?: string | null
  readonly repo?: string | null
}

export function serviceMutations(host: Host) {
  const serviceCreate: Resolver<{ input: ServiceCreateInput }> = async (_, { input }, { caller }) => {
    const project = projectFor(host, caller, input.projectId)
    if (!input.environmentId) demandAccount(caller)
    const named = input.environmentId ? environmentFor(host, caller, input.environmentId, project.id) : undefined
    const siblings = host.state.services.where(({ projectId }) => projectId === project.id)
    const name = input.name || `service-${siblings.length + 1}`
    if (siblings.some((service) => service.name === name)) {
      throw new Refusal(`A service named "${name}" already exists in this project`)
    }
    const now = Date.now()
    const service = host.state.services.put({
      id: randomUUID(),
      projectId: project.id,
      name,
      createdAt: now,
      updatedAt: now,
    })
    const values = Object.fromEntries(Object.entries(input.variables ?? {}).filter((entry) => entry[1] !== null))
    await Promise.all(
      environmentsFor(host, project.id, named, caller.kind === 'project').map(async (environment) => {
        host.state.variables.put({ id: `${environment.id}/${service.id}`, values: values as Record<string, string> })
        await addInstance(host, environment, service, sourceOf(input.source))
      }),
    )
    return service
  }
  const serviceDelete: Resolver<{ id: string; environmentId?: string | null }> = async (_, args, { caller }) => {
    demandAccount(caller)
    const service = serviceFor(host, caller, args.id)
    const ofService = host.state.instances.where(({ serviceId }) => serviceId === service.id)
    const dropped = ofService.filter((one) => !args.environmentId || one.environmentId === args.environmentId)
    await Promise.all(dropped.map((instance) => dropInstance(host, instance)))
    if (dropped.length === ofService.length) host.state.services.delete(service.id)
    return true
  }
  const serviceInstanceUpdate: Resolver<{
    serviceId: string
    environmentId?: string | null
    input: ServiceInstanceUpdateInput
  }> = (_, { serviceId, environmentId, input }, { caller }) => {
    if (!environmentId) throw new Refusal('environmentId is needed: the embedded platform has no default environment')
    const instance = instanceFor(host, caller, environmentId, serviceId)
    demandSensible(input)
    const { source, ...changes } = input
    const names = Boolean(source?.image || source?.repo)
    const isHeard = source !== undefined && (names || host.options.sourceWithoutImage === 'takes-off')
    const configuration = { ...instance.configuration, ...changes, ...(isHeard && sourceOf(source)) }
    host.state.instances.put({ ...instance, configuration, updatedAt: Date.now() })
    return true
  }
  const serviceDomainCreate: Resolver<{ input: { environmentId: string; serviceId: string } }> = (
    _,
    { input },
    { caller },
  ) =>
    // Every service has one from the beginning.
    serviceDomain(instanceFor(host, caller, input.environmentId, input.serviceId))
  return { serviceCreate, serviceDelete, serviceInstanceUpdate, serviceDomainCreate }
}

/** A fork alone where it is named, or what a token reaches; else every environment that is no fork. */
function environmentsFor(host: Host, projectId: string, named: Environment | undefined, only: boolean): Environment[] {
  const isFork = ({ ephemeral, sourceEnvironmentId }: Environment) => ephemeral || sourceEnvironmentId !== undefined
  if (named !== undefined && (only || isFork(named))) return [named]
  return host.state.environments.where((environment) => environment.projectId === projectId && !isFork(environment))
}

/** A service has one source at a time. */
export function sourceOf(source: ServiceSourceInput | null | undefined): ServiceConfiguration {
  return { image: source?.image ?? null, repo: source?.repo ?? null }
}

/** All that is wrong with it, at once. */
function demandSensible(input: ServiceInstanceUpdateInput): void {
  const wrong = settingsProblems(input)
  if (wrong.length > 0) throw new Refusal(`Invalid input: ${wrong.join('; ')}`)
}

/** What is wrong with how a service is to run, as clauses. */
export function settingsProblems(input: ServiceInstanceUpdateInput): string[] {
  const wrong: string[] = []
  const atLeast = (name: keyof ServiceInstanceUpdateInput, least: number) => {
    const value = input[name]
    if (typeof value === 'number' && (value < least || value > 86_400))
      wrong.push(`${name} must be from ${least} to 86400`)
  }
  atLeast('healthcheckTimeout', 1)
  atLeast('overlapSeconds', 0)
  atLeast('drainingSeconds', 0)
  atLeast('restartPolicyMaxRetries', 0)
  if (input.healthcheckPath && !/^\/[\x21-\x7e]*$/.test(input.healthcheckPath))
    wrong.push('healthcheckPath must begin with /')
  const parsed = input.cronSchedule ? parseSchedule(input.cronSchedule) : undefined
  if (parsed !== undefined && 'problem' in parsed) wrong.push(`cronSchedule: ${parsed.problem}`)
  wrong.push(...scalingProblems(input))
  if (input.source?.image && !isImageReference(input.source.image)) wrong.push('source.image is no name of an image')
  return wrong
}
