/** What can go wrong with the platform, in the form of its fault table. */
export type Trouble = { name: string; faults: readonly object[] }

/** What a release asks of the platform without changing anything. */
const questions = ['serviceInstance', 'deployment', 'variables', 'environment', 'projectToken'] as const
const settings = ['serviceInstanceUpdate', 'variableCollectionUpsert'] as const

function on(operation: string, name: string, fault: object): Trouble {
  return { name: `${operation} ${name}`, faults: [{ operation, ...fault }] }
}

/** Questions go wrong in every way there is. */
const asked = questions.flatMap((operation) => [
  on(operation, 'refused twice', { effect: 'error', count: 2 }),
  on(operation, 'answered 503 twice', { effect: 'server-error', count: 2 }),
  on(operation, 'limited twice', { effect: 'rate-limit', retryAfterSeconds: 1, count: 2 }),
  on(operation, 'limited without saying until when', { effect: 'rate-limit', retryAfterSeconds: null }),
  on(operation, 'blocked at the edge', { effect: 'edge-rate-limit' }),
  on(operation, 'slow', { effect: 'slow-answer', delayMs: 1_500, count: 3 }),
  on(operation, 'half answered', { effect: 'half-answer' }),
  on(operation, 'unanswered', { effect: 'lose-answer', count: 2 }),
])

/** Changes that surely were not made, or were made and only the answer is late or lost. */
function changed(operation: string): Trouble[] {
  return [
    on(operation, 'limited', { effect: 'rate-limit', retryAfterSeconds: 1 }),
    on(operation, 'limited without saying until when', { effect: 'rate-limit', retryAfterSeconds: null }),
    on(operation, 'blocked at the edge', { effect: 'edge-rate-limit' }),
    on(operation, 'late', { effect: 'delay', delayMs: 1_000 }),
    on(operation, 'answered late', { effect: 'slow-answer', delayMs: 1_500 }),
    on(operation, 'half answered', { effect: 'half-answer' }),
    on(operation, 'unanswered', { effect: 'lose-answer' }),
    on(operation, 'done and refused', { effect: 'error-after' }),
  ]
}

const uploaded: readonly Trouble[] = [
  on('upload', 'known later', { effect: 'delayed-meta', hideMs: 2_000 }),
  on('upload', 'in a status that nobody knows', { effect: 'unknown-status', hideMs: 2_000 }),
  on('upload', 'behind a newer record that was skipped', { effect: 'skipped-newer' }),
  on('subscription', 'cut', { effect: 'drop-socket', afterMs: 100, count: 3 }),
]

/** Nothing was done and there was nothing to do: how the service runs is the same in all releases here. */
const sameAnyway: readonly Trouble[] = [
  on('serviceInstanceUpdate', 'refused', { effect: 'error' }),
  on('serviceInstanceUpdate', 'answered 503', { effect: 'server-error' }),
]

/** The platform says SUCCESS, and the old image runs. */
export const wrongImage = on('upload', 'of which the old image runs', { effect: 'run-previous-image' })

export const troubles = {
  /** A good release goes live all the same. */
  passing: [...asked, ...changed('upload'), ...settings.flatMap(changed), ...uploaded, ...sameAnyway],
  /** A bad release is caught and brought back all the same. */
  goingBack: [
    ...asked,
    ...changed('deploymentRedeploy'),
    on('deploymentRedeploy', 'refused', { effect: 'error' }),
    on('deploymentRedeploy', 'answered 503', { effect: 'server-error' }),
    on('deploymentRedeploy', 'without its image', { effect: 'image-gone' }),
    on('subscription', 'cut', { effect: 'drop-socket', afterMs: 100, count: 3 }),
  ],
  /** No release can go live: what was sent was not done. */
  barring: [
    on('upload', 'refused', { effect: 'error' }),
    on('upload', 'answered 503', { effect: 'server-error' }),
    on('variableCollectionUpsert', 'refused', { effect: 'error' }),
    on('variableCollectionUpsert', 'answered 503', { effect: 'server-error' }),
  ],
} satisfies Record<string, readonly Trouble[]>
