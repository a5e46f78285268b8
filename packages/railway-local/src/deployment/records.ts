import { randomUUID } from 'node:crypto'
import type { Deployment, DeploymentEvent, EventPayload, EventStep, ServiceInstance } from '../state/records.ts'
import { topics } from '../supervisor/feed.ts'
import type { Host } from '../supervisor/host.ts'

/** The deployment, which must be there: the platform itself holds its id. */
export function deploymentOf(host: Host, id: string): Deployment {
  const deployment = host.state.deployments.get(id)
  if (deployment === undefined) throw new Error(`Deployment ${id} is not recorded`)
  return deployment
}

export function instanceOf(host: Host, deployment: Deployment): ServiceInstance | undefined {
  return host.state.instances.get(deployment.instanceId)
}

/** Changes a deployment's record and tells everybody who follows it. Nothing is told where nothing changes. */
export function change(host: Host, id: string, changes: Partial<Deployment>): Deployment {
  const before = deploymentOf(host, id)
  const now = Date.now()
  const statusUpdatedAt =
    changes.status === undefined || changes.status === before.status ? before.statusUpdatedAt : now
  const after = host.state.deployments.put({ ...before, ...changes, updatedAt: now, statusUpdatedAt })
  host.feed.publish(topics.deployment(id), after)
  return after
}

export function eventsOf(host: Host, id: string): DeploymentEvent[] {
  return host.state.events.where((event) => event.deploymentId === id)
}

/** Opens a step, or finds the one that a supervisor opened before it was killed. */
export function openStep(host: Host, id: string, step: EventStep, payload?: EventPayload): DeploymentEvent {
  const open = eventsOf(host, id).find((event) => event.step === step && event.completedAt === undefined)
  if (open !== undefined) return open
  return tell(host, {
    id: randomUUID(),
    deploymentId: id,
    step,
    createdAt: Date.now(),
    ...(payload === undefined ? {} : { payload }),
  })
}

/** Closes a step with what there is to say about it. A step that is not open is opened and closed at once. */
export function closeStep(host: Host, id: string, step: EventStep, payload: EventPayload = {}): void {
  const open = openStep(host, id, step)
  const completedAt = Date.now()
  const durationMs = completedAt - open.createdAt
  tell(host, { ...open, completedAt, payload: { durationMs, ...open.payload, ...payload } })
}

/** Closes whatever step is open, for a deployment that ends in the middle of it. */
export function closeOpenSteps(host: Host, id: string, payload: EventPayload): void {
  for (const event of eventsOf(host, id)) {
    if (event.completedAt === undefined) closeStep(host, id, event.step, payload)
  }
}

function tell(host: Host, event: DeploymentEvent): DeploymentEvent {
  host.state.events.put(event)
  host.feed.publish(topics.events(event.deploymentId), event)
  return event
}
