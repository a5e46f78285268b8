import { Refusal } from '../../errors.ts'
import {
  countSamples,
  countSamplesByStatus,
  durationSamples,
  type RequestWindow,
  requestsWithin,
} from '../../metrics/requests.ts'
import { type Sample, samplesOf } from '../../metrics/samples.ts'
import type { Host } from '../../supervisor/host.ts'
import type { Resolver } from '../context.ts'
import { environmentFor, instanceFor, projectFor } from '../lookup.ts'

interface MetricArguments {
  readonly projectId?: string | null
  readonly environmentId?: string | null
  readonly serviceId?: string | null
  readonly startDate: number
  readonly endDate?: number | null
  readonly measurements: readonly string[]
  readonly groupBy?: readonly string[] | null
  readonly sampleRateSeconds?: number | null
}

/** What can be measured here, in Railway's units: processors, and gigabytes of 10^9 bytes. */
const measures: Readonly<Record<string, (sample: Sample) => number>> = {
  CPU_USAGE: ({ cpu }) => cpu,
  CPU_USAGE_2: ({ cpu }) => cpu,
  MEMORY_USAGE_GB: ({ memoryBytes }) => memoryBytes / 1e9,
}

export function metricQueries(host: Host) {
  const requests = async (window: RequestWindow) => await requestsWithin(host, window)
  const httpMetrics: Resolver<RequestWindow> = async (_, window, { caller }) => {
    instanceFor(host, caller, window.environmentId, window.serviceId)
    return { samples: countSamples(await requests(window), window) }
  }
  const httpMetricsGroupedByStatus: Resolver<RequestWindow> = async (_, window, { caller }) => {
    instanceFor(host, caller, window.environmentId, window.serviceId)
    return countSamplesByStatus(await requests(window), window)
  }
  const httpDurationMetrics: Resolver<RequestWindow> = async (_, window, { caller }) => {
    instanceFor(host, caller, window.environmentId, window.serviceId)
    return { samples: durationSamples(await requests(window), window) }
  }
  const metrics: Resolver<MetricArguments> = async (_, args, { caller }) => {
    if (args.environmentId) environmentFor(host, caller, args.environmentId)
    else if (args.projectId && caller.kind === 'account') projectFor(host, caller, args.projectId)
    else throw new Refusal('Not Authorized')
    return await measured(host, args)
  }
  return { httpMetrics, httpMetricsGroupedByStatus, httpDurationMetrics, metrics }
}

interface Series {
  readonly tags: Readonly<Record<string, string>>
  readonly samples: Sample[]
}

async function measured(host: Host, args: MetricArguments) {
  const to = args.endDate ?? Date.now()
  const series = new Map<string, Series>()
  const deployments = host.state.deployments.where(
    (one) =>
      (!args.environmentId || one.environmentId === args.environmentId) &&
      (!args.projectId || one.projectId === args.projectId) &&
      (!args.serviceId || one.serviceId === args.serviceId),
  )
  for (const one of deployments) {
    const samples = await samplesOf(host, one.id, args.startDate, to)
    if (samples.length === 0) continue
    const all: Readonly<Record<string, [name: string, value: string]>> = {
      DEPLOYMENT_ID: ['deploymentId', one.id],
      DEPLOYMENT_INSTANCE_ID: ['deploymentInstanceId', one.replicaId],
      ENVIRONMENT_ID: ['environmentId', one.environmentId],
      PROJECT_ID: ['projectId', one.projectId],
      REGION: ['region', 'local'],
      SERVICE_ID: ['serviceId', one.serviceId],
    }
    const tags = Object.fromEntries((args.groupBy ?? []).flatMap((tag) => (all[tag] === undefined ? [] : [all[tag]])))
    const key = JSON.stringify(tags)
    series.set(key, { tags, samples: [...(series.get(key)?.samples ?? []), ...samples] })
  }
  const everyMs = 1000 * Math.max(1, args.sampleRateSeconds ?? host.options.sampleSeconds)
  return [...series.values()].flatMap(({ tags, samples }) =>
    args.measurements.flatMap((measurement) => {
      const measure = measures[measurement]
      return measure === undefined ? [] : [{ measurement, tags, values: averaged(samples, measure, everyMs) }]
    }),
  )
}

/** One value a step: the average of its samples. */
function averaged(samples: readonly Sample[], measure: (sample: Sample) => number, everyMs: number) {
  const steps = Map.groupBy(samples, ({ at }) => Math.floor(at / everyMs) * everyMs)
  return [...steps]
    .sort(([left], [right]) => left - right)
    .map(([at, inStep]) => ({
      ts: Math.floor(at / 1000),
      value: inStep.reduce((sum, sample) => sum + measure(sample), 0) / inStep.length,
    }))
}
