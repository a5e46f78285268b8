import { Agent, get } from 'node:http'

const connections = 16

/** What asking an address gave. */
export interface Asked {
  readonly requests: number
  readonly failed: number
  readonly perSecond: number
  /** Milliseconds. */
  readonly p99: number
}

/** Asks for so many answers over kept-alive connections, each asking again as soon as it was answered. */
export async function askFor(url: string, requests: number): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  let left = requests
  let failed = 0
  const begun = performance.now()
  const lane = async () => {
    while (left > 0) {
      left -= 1
      const asked = performance.now()
      if ((await statusOf(url, agent)) !== 200) failed += 1
      times.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  const seconds = (performance.now() - begun) / 1000
  agent.destroy()
  times.sort((one, other) => one - other)
  return {
    requests,
    failed,
    perSecond: requests / seconds,
    p99: times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN,
  }
}

function statusOf(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    }).on('error', () => resolve(0))
  })
}
