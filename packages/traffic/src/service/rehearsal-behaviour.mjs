// What the rehearsal service does wrong, as it was told.
export const BEHAVIOURS = [
  'good',
  'bad-health',
  'crash-loop',
  'bad-after-switch',
  'flapping',
  'healthy-once',
  'slow',
  'sparse-errors',
  'leaking',
]

const UNVISITED_MS = 10_000
const SLOW_EVERY = 5
const SLOW_MS = 2_500
const ERROR_EVERY = 20
const LEAK_EVERY_MS = 50
const LEAK_BYTES = 2 ** 20
const LEAK_LIMIT = 400

/** The behaviour of that name; `afterMs` is for `bad-after-switch`. */
export function openBehaviour(name, afterMs) {
  const started = Date.now()
  const kept = []
  let firstVisitAt
  let healthAnswers = 0
  let requests = 0
  if (name === 'leaking') {
    const timer = setInterval(() => {
      kept.push(Buffer.alloc(LEAK_BYTES, 1))
      if (kept.length >= LEAK_LIMIT) clearInterval(timer)
    }, LEAK_EVERY_MS)
    timer.unref()
  }
  return {
    /** Somebody came who is no probe. */
    visited() {
      firstVisitAt ??= Date.now()
    },
    /** Whether everything fails now. */
    failsNow() {
      if (name !== 'bad-after-switch') return false
      // Where nobody visits, it goes bad some time after its start all the same.
      return Date.now() >= (firstVisitAt ?? started + UNVISITED_MS) + afterMs
    },
    /** What the next answer of the health check says. */
    isHealthy() {
      healthAnswers += 1
      if (name === 'flapping') return healthAnswers % 2 === 0
      if (name === 'healthy-once') return healthAnswers === 1
      return name !== 'bad-health'
    },
    /** What the next request that is no probe meets: a failure, or a wait of milliseconds. */
    next() {
      requests += 1
      return {
        fails: name === 'sparse-errors' && requests % ERROR_EVERY === 0,
        waitMs: name === 'slow' && requests % SLOW_EVERY === 0 ? SLOW_MS : 0,
      }
    },
  }
}
