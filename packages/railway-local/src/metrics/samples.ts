import { containerProcess } from '../container/program.ts'
import { appendJsonLines, newestFirst } from '../logs/lines.ts'
import { type Usage, usageOf } from '../process/usage.ts'
import { type Host, places } from '../supervisor/host.ts'

/** What one deployment used at one time. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Processors' worth of time used since the sample before. */
  readonly cpu: number
  readonly memoryBytes: number
}

/** Measures every running deployment again and again; the samples lie in a file each. Gives what ends it. */
export function startSampling(host: Host): () => void {
  const before = new Map<number, { usage: Usage; at: number }>()
  let timer: NodeJS.Timeout
  const measure = () => {
    const seen = new Set<number>()
    for (const [id, { process: running }] of host.units) {
      if (running === undefined) continue
      const at = Date.now()
      // Of a container, what runs in it.
      const usage = usageOf(containerProcess(host, id) ?? running.pid)
      if (usage === undefined) continue
      const last = before.get(running.pid)
      const elapsed = last === undefined ? 0 : (at - last.at) / 1000
      const used = last === undefined ? 0 : usage.cpuSeconds - last.usage.cpuSeconds
      const cpu = elapsed > 0 ? Math.max(0, used / elapsed) : 0
      appendJsonLines(places.samples(host, id), [{ at, cpu, memoryBytes: usage.memoryBytes } satisfies Sample])
      before.set(running.pid, { usage, at })
      seen.add(running.pid)
    }
    for (const pid of before.keys()) if (!seen.has(pid)) before.delete(pid)
    timer = setTimeout(measure, host.options.sampleSeconds * 1000)
  }
  timer = setTimeout(measure, 0)
  return () => clearTimeout(timer)
}

/** The samples of a deployment between two times, oldest first. */
export async function samplesOf(host: Host, deployment: string, from: number, to: number): Promise<Sample[]> {
  const found: Sample[] = []
  for await (const sample of newestFirst<Sample>(places.samples(host, deployment))) {
    if (sample.at < from) break
    if (sample.at <= to) found.push(sample)
  }
  return found.reverse()
}
