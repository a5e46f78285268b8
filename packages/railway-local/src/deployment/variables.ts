import type { ServiceInstance } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { railwayVariables } from './surroundings.ts'

type Values = Readonly<Record<string, string>>

/** The variables of a service, or those that all services of an environment share, as they were written. */
export function writtenVariables(host: Host, environmentId: string, serviceId?: string): Values {
  return host.state.variables.get(`${environmentId}/${serviceId ?? ''}`)?.values ?? {}
}

/** Which of these are sealed. */
export function sealedNames(host: Host, environmentId: string, serviceId?: string): ReadonlySet<string> {
  return new Set(host.state.variables.get(`${environmentId}/${serviceId ?? ''}`)?.sealed)
}

/**
 * Writes the variables of a service, or the shared ones. What is sealed stays so as long as it is there, whatever value it
 * gets; `seal` names more.
 */
export function writeVariables(
  host: Host,
  { environmentId, serviceId }: { readonly environmentId: string; readonly serviceId?: string | null | undefined },
  values: Values,
  seal: readonly string[] = [],
): void {
  const before = sealedNames(host, environmentId, serviceId ?? undefined)
  const sealed = [...new Set([...before, ...seal])].filter((name) => Object.hasOwn(values, name))
  host.state.variables.put({ id: `${environmentId}/${serviceId ?? ''}`, values, ...(sealed.length > 0 && { sealed }) })
}

/** Variables as they are told to whoever asks for them. */
export function toldVariables(
  host: Host,
  values: Values,
  environmentId: string,
  serviceId?: string,
): Readonly<Record<string, string | null>> {
  const sealed = sealedNames(host, environmentId, serviceId)
  const told = Object.entries(values).filter(([name]) => !sealed.has(name))
  const withheld = host.options.sealedVariables === 'null' ? [...sealed].map((name) => [name, null] as const) : []
  return Object.fromEntries([...told, ...withheld])
}

/** The variables of a service with their references filled in: what a deployment begun now gets. */
export function renderVariables(host: Host, instance: ServiceInstance): Values {
  const scope = (of: ServiceInstance): Values => ({
    ...railwayVariables(host, { ...of, instanceId: of.id }),
    ...writtenVariables(host, of.environmentId, of.serviceId),
  })
  const shared = writtenVariables(host, instance.environmentId)
  const named = (name: string): Values => {
    if (name === 'shared') return shared
    const other = host.state.instances.find(
      ({ environmentId, serviceId }) =>
        environmentId === instance.environmentId && host.state.services.get(serviceId)?.name === name,
    )
    return other === undefined ? {} : scope(other)
  }
  return fillIn(writtenVariables(host, instance.environmentId, instance.serviceId), scope(instance), named)
}

const deepest = 10

/**
 * Replaces `${{NAME}}`, `${{shared.NAME}}` and `${{Service.NAME}}` in every value, references in what they refer to
 * included. What refers to nothing, or to itself, becomes empty.
 */
export function fillIn(values: Values, own: Values, named: (scope: string) => Values): Values {
  const filled = (text: string, scope: Values, depth: number): string =>
    text.replace(/\$\{\{\s*(?:([^.{}]+)\.)?([A-Za-z_]\w*)\s*\}\}/g, (_, from: string | undefined, name: string) => {
      const source = from === undefined ? scope : named(from.trim())
      const found = Object.hasOwn(source, name) ? source[name] : undefined
      return found === undefined || depth === deepest ? '' : filled(found, source, depth + 1)
    })
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, filled(value, own, 0)]))
}
