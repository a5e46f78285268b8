import type { Objectives, Policy } from '../plan/policy.ts'
import { percent, type Remark } from './remark.ts'
import { median } from './statistics/middle.ts'
import { outlookOf } from './statistics/outlook.ts'
import { chanceOfWandering, type Point, risingTrend } from './statistics/trend.ts'
import type { Watched } from './watched.ts'

/** With fewer samples neither the level nor the trend of a use is judged. */
const [leastSamples, leastForTrend] = [3, 6]
/** How seldom chance alone may make memory rise as steadily. */
const sureRise = 0.005
/** How many times the watched time is looked ahead; nothing is foretold from less. */
const mostAhead = 20

/**
 * Use of processor and memory against what there is, and whether memory runs full. A service that starts is busy and
 * grows, so how busy it is and whether it leaks is only judged from the planned end of baking on.
 */
export function judgeUsage({ objectives }: Policy, { usage }: Watched, isPlannedEnd: boolean): Remark[] {
  if (usage.samples.length === 0) return []
  const limit = least(usage.memoryBytes, objectives.memoryBytes)
  const processors = least(usage.processors, objectives.processors)
  if (limit === undefined && processors === undefined) {
    const sentence = 'Nobody says how much memory and processor there is, so their use is not judged.'
    return [{ weight: 'notice', code: 'no-usage-limit', sentence }]
  }
  const memory = pointsOf(usage.samples.map(({ at, memoryBytes }) => ({ at, value: memoryBytes })))
  const high = limit === undefined ? [] : judgeMemory(memory, limit, objectives)
  if (!isPlannedEnd) return high
  const processor = pointsOf(usage.samples.map(({ at, processors: value }) => ({ at, value })))
  return [
    ...(processors === undefined ? [] : judgeProcessor(processor, processors, objectives)),
    ...high,
    ...(limit === undefined ? [] : judgeLeak(memory, limit)),
  ]
}

function judgeProcessor(points: readonly Point[], processors: number, { processorShare }: Objectives): Remark[] {
  const used = median(points.map(({ value }) => value)) / processors
  if (points.length < leastSamples || !(used > processorShare)) return []
  const sentence = `The processor is in use by ${percent(used)} most of the time; ${percent(processorShare)} is allowed.`
  return [{ weight: 'bad', code: 'processor-too-high', sentence }]
}

function judgeMemory(points: readonly Point[], limit: number, { memoryShare }: Objectives): Remark[] {
  const newest = points.slice(-leastSamples).map(({ value }) => value / limit)
  const lowest = Math.min(...newest)
  if (newest.length === 0 || !(lowest > memoryShare)) return []
  const sentence = `Memory is in use by ${percent(lowest)}; ${percent(memoryShare)} is allowed.`
  return [{ weight: newest.length < leastSamples ? 'inconclusive' : 'bad', code: 'memory-too-high', sentence }]
}

/**
 * A leak rises steadily, and would come to the limit soon if it went on. What warms up rises too, but ever slower: it is
 * an alarm only where it would reach the limit all the same.
 */
function judgeLeak(points: readonly Point[], limit: number): Remark[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < leastForTrend) return []
  if (risingTrend(points).p >= sureRise) return []
  const watched = last.at - first.at
  const { steady, slowing } = outlookOf(points, mostAhead * watched)
  if (!(steady >= limit)) return []
  const left = Math.round((limit - last.value) / ((steady - last.value) / (mostAhead * watched)) / 1000)
  const sentence = `Memory rose from ${megabytes(first.value)} to ${megabytes(last.value)} in ${Math.round(watched / 1000)} s; going on like this it is full in about ${left} s.`
  const isSure = slowing >= limit && chanceOfWandering(points) < sureRise
  return [{ weight: isSure ? 'bad' : 'suspicious', code: 'memory-leaks', sentence }]
}

/** What no service can use is no data. */
function pointsOf(values: readonly { at: number; value: number | undefined }[]): Point[] {
  return values.flatMap(({ at, value = -1 }) => (value >= 0 && value <= Number.MAX_SAFE_INTEGER ? [{ at, value }] : []))
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  const found = Math.min(one ?? Number.POSITIVE_INFINITY, other ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(found) && found > 0 ? found : undefined
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}
