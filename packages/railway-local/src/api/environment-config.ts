import { createHash } from 'node:crypto'
import { sealedNames, writtenVariables } from '../deployment/variables.ts'
import type { ServiceInstance } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { limitOverride } from './resolvers/scaling.ts'

/**
 * An environment's configuration in the form of Railway's `EnvironmentConfig`, as far as it is known here. Values of
 * variables are in it only where `decrypted` asks for them, and of sealed ones where `all` does, which goes to nobody.
 */
export function environmentConfig(host: Host, environmentId: string, decrypted: boolean, all = false) {
  const declared = (serviceId?: string) => {
    const sealed = sealedNames(host, environmentId, serviceId)
    return Object.fromEntries(
      Object.entries(writtenVariables(host, environmentId, serviceId)).map(([name, value]) => {
        const isSealed = sealed.has(name)
        return [name, { isSealed, ...(all || (decrypted && !isSealed) ? { value } : {}) }]
      }),
    )
  }
  const service = ({ configuration, serviceId, port }: ServiceInstance) => {
    const { buildCommand, image, repo, autoDeploy, limits, ...deploy } = configuration
    const override = limitOverride({ limits: limits ?? null })
    return {
      source: { ...(image ? { image } : {}), ...(repo ? { repo } : {}) },
      build: { builder: 'RAILPACK', ...(buildCommand ? { buildCommand } : {}) },
      deploy: { numReplicas: 1, ...set(deploy), ...(override && { limitOverride: override }) },
      variables: declared(serviceId),
      networking: { serviceDomains: { [`127.0.0.1:${port}`]: {} } },
    }
  }
  const instances = host.state.instances.where((instance) => instance.environmentId === environmentId)
  return {
    services: Object.fromEntries(instances.map((instance) => [instance.serviceId, service(instance)])),
    sharedVariables: declared(),
  }
}

/** A mark that changes whenever anybody changes the environment's configuration. */
export function configEtag(host: Host, environmentId: string): string {
  return createHash('sha256')
    .update(JSON.stringify(environmentConfig(host, environmentId, true, true)))
    .digest('hex')
}

function set(configuration: object): object {
  return Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== null && value !== undefined))
}
