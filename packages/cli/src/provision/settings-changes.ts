import type { ServiceSettingsInput, ServiceState } from '@kickai/railway'
import type { ServiceConfiguration } from '@kickai/release'
import type { Scaling } from '../config/configuration.ts'
import type { SettingChange } from './step.ts'

export interface Changes<Input> {
  readonly changes: readonly SettingChange[]
  readonly input: Input
}

type Value = string | number | undefined

/** How a service runs that was just made, by Railway's documentation; what it is in truth is seen when it is there. */
const unset: Pick<ServiceState, 'overlapSeconds' | 'drainingSeconds' | 'restartPolicy' | 'restartRetries'> = {
  overlapSeconds: 0,
  drainingSeconds: 0,
  restartPolicy: 'ON_FAILURE',
  restartRetries: 10,
}

/** What a release carries itself; set here while nothing was ever deployed. `state` is absent for a new service. Pure. */
export function runningChanges(
  wanted: ServiceConfiguration,
  state: ServiceState | undefined,
): Changes<ServiceSettingsInput> {
  const there: Partial<ServiceState> = state ?? unset
  const fields: [name: string, to: Value, from: Value, input: ServiceSettingsInput][] = [
    ['start command', wanted.startCommand, there.startCommand, given('startCommand', wanted.startCommand)],
    ['health path', wanted.healthPath, there.healthPath, { healthcheckPath: wanted.healthPath ?? null }],
    [
      'health time limit',
      wanted.healthTimeoutSeconds,
      there.healthTimeoutSeconds,
      { healthcheckTimeout: wanted.healthTimeoutSeconds },
    ],
    ['schedule', wanted.schedule, there.schedule, { cronSchedule: wanted.schedule ?? null }],
    ['overlap', wanted.overlapSeconds, there.overlapSeconds, { overlapSeconds: wanted.overlapSeconds }],
    ['draining time', wanted.drainingSeconds, there.drainingSeconds, { drainingSeconds: wanted.drainingSeconds }],
    ['restart policy', wanted.restartPolicy, there.restartPolicy, { restartPolicyType: wanted.restartPolicy }],
    [
      'restart retries',
      wanted.restartRetries,
      there.restartRetries,
      { restartPolicyMaxRetries: wanted.restartRetries },
    ],
  ]
  const changed = fields.filter(([, to, from]) => to !== from)
  return {
    changes: changed.map(([name, to, from]) => change(name, from, to)),
    input: Object.assign({}, ...changed.map(([, , , input]) => input)),
  }
}

/** How many run, and where. What the configuration leaves out stays as it is. Pure. */
export function replicaChanges(wanted: Scaling, there: ServiceState | undefined): Changes<ServiceSettingsInput> {
  const { replicas, regions } = wanted
  if (regions !== undefined) {
    const [from, to] = [inWords(there?.regions ?? {}), inWords(regions)]
    return from === to
      ? unchanged
      : { changes: [change('regions', from, to)], input: { multiRegionConfig: each(regions) } }
  }
  if (replicas === undefined || replicas === (there?.replicas ?? 1)) return unchanged
  const [region] = Object.keys(there?.regions ?? {})
  return {
    changes: [change('replicas', there?.replicas ?? 1, replicas)],
    // Where a service has regions they say how many run.
    input: region === undefined ? { numReplicas: replicas } : { multiRegionConfig: each({ [region]: replicas }) },
  }
}

/** Why replicas cannot be set as they are wanted; undefined where they can. */
export function replicaProblem({ replicas }: Scaling, there: ServiceState | undefined): string | undefined {
  const regions = Object.keys(there?.regions ?? {})
  if (replicas === undefined || regions.length < 2 || replicas === there?.replicas) return undefined
  return `it runs in ${regions.join(' and ')}: say with "regions" how many run in each, in place of "replicas"`
}

/** What each replica may use. Pure. */
export function limitChanges(
  { limits = {} }: Scaling,
  there: ServiceState | undefined,
): Changes<{ processors?: number; memoryGigabytes?: number }> {
  const { processors, memoryGigabytes } = limits
  const changes: SettingChange[] = []
  if (processors !== undefined && processors !== there?.processors)
    changes.push(change('processors', there?.processors, processors))
  if (memoryGigabytes !== undefined && !isMemory(memoryGigabytes, there?.memoryBytes))
    changes.push(change('memory', there?.memoryBytes && `${there.memoryBytes} bytes`, `${memoryGigabytes} GB`))
  return { changes, input: changes.length === 0 ? {} : limits }
}

/** Nobody says whether the platform's gigabyte is one of a thousand or of 1024 megabytes; either is the wanted one. */
function isMemory(gigabytes: number, bytes: number | undefined): boolean {
  return bytes !== undefined && [1e9, 2 ** 30].some((unit) => Math.abs(bytes - gigabytes * unit) < 1e6)
}

const unchanged = { changes: [], input: {} }

function given(name: 'startCommand', value: string | undefined): ServiceSettingsInput {
  return value === undefined ? {} : { [name]: value }
}

function each(regions: { readonly [region: string]: number }) {
  return Object.fromEntries(Object.entries(regions).map(([region, numReplicas]) => [region, { numReplicas }]))
}

function inWords(regions: { readonly [region: string]: number }): string {
  const sorted = Object.entries(regions).sort(([left], [right]) => (left < right ? -1 : 1))
  return sorted.map(([region, count]) => `${region} ${count}`).join(', ')
}

function change(name: string, from: Value, to: Value): SettingChange {
  return {
    name,
    ...(from !== undefined && from !== '' && { from: String(from) }),
    to: to === undefined ? 'none' : String(to),
  }
}
