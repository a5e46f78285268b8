interface Disguise {
  readonly status?: string
  readonly hidesMeta?: boolean
  /** By `performance.now()`. */
  readonly until: number
}

/** What the API says of deployments for a while although it is not so; faults put it there. */
export class Disguises {
  readonly #byDeployment = new Map<string, Disguise>()

  /** Says a status of a deployment that it does not have, for `forMs` or for ever. */
  status(deployment: string, status: string, forMs = Number.POSITIVE_INFINITY): void {
    this.#byDeployment.set(deployment, { status, until: performance.now() + forMs })
  }

  /** Says nothing in a deployment's `meta` for `forMs`. */
  hideMeta(deployment: string, forMs: number): void {
    this.#byDeployment.set(deployment, { hidesMeta: true, until: performance.now() + forMs })
  }

  /** The disguise that a deployment wears now. */
  of(deployment: string): Disguise | undefined {
    const disguise = this.#byDeployment.get(deployment)
    return disguise !== undefined && performance.now() < disguise.until ? disguise : undefined
  }
}
