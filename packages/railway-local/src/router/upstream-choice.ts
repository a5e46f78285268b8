import type { Upstream } from './contract.ts'
import { UpstreamPool } from './upstream-pool.ts'

/** Which upstream a route's next request goes to, and the retired ones that still have requests. */
export class UpstreamChoice {
  #active: UpstreamPool[] = []
  #retired: UpstreamPool[] = []
  #totalWeight = 0

  /** Replaces the upstreams in one tick. One that stays (same deployment, same port) keeps its connections. */
  swap(wanted: Upstream[]): void {
    const known = [...this.#active, ...this.#retired]
    const next = wanted.map((upstream) => {
      const same = known.find((pool) => pool.deployment === upstream.deployment && pool.port === upstream.port)
      if (same === undefined) return new UpstreamPool(upstream)
      same.weight = upstream.weight
      if (same.isRetired) same.revive()
      return same
    })
    this.#active = next
    this.#totalWeight = next.reduce((sum, pool) => sum + pool.weight, 0)
    const left = known.filter((pool) => !next.includes(pool))
    for (const pool of left) if (!pool.isRetired) pool.retire()
    this.#retired = left.filter((pool) => pool.inFlight > 0)
  }

  /** The upstream for a new request, by weight. */
  pick(): UpstreamPool | undefined {
    if (this.#active.length <= 1) return this.#active[0]
    let point = Math.random() * this.#totalWeight
    for (const pool of this.#active) {
      point -= pool.weight
      if (point < 0) return pool
    }
    return this.#active.at(-1)
  }

  upstreams(): Upstream[] {
    return this.#active.map(({ deployment, port, weight }) => ({ deployment, port, weight }))
  }

  /** Sums one of the pools' counts by deployment, those at 0 left out. */
  counts(count: 'inFlight' | 'unanswered'): Record<string, number> {
    const byDeployment: Record<string, number> = {}
    for (const pool of [...this.#active, ...this.#retired]) {
      if (pool[count] === 0) continue
      byDeployment[pool.deployment] = (byDeployment[pool.deployment] ?? 0) + pool[count]
    }
    return byDeployment
  }
}
