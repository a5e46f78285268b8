import fc from 'fast-check'
import { behaviourNames, changes, type Fault, type Life, questions, type Scenario } from './scenario.ts'

const policy: fc.Arbitrary<Scenario['policy']> = fc.record({
  passes: fc.constantFrom(1, 1, 2, 3),
  failures: fc.integer({ min: 1, max: 3 }),
  bakeMs: fc.constantFrom(0, 0, 2_000, 4_000),
  settleMs: fc.constantFrom(1_000, 3_000),
  identity: fc.constantFrom('proven', 'attested'),
  inconclusive: fc.constantFrom('fail', 'pass'),
  releaseMs: fc.constantFrom(1_800_000, 1_800_000, 20_000),
})

/** Mostly short; longer than any limit now and then. Milliseconds. */
const ms = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4_000, max: 45_000 }) },
)

/** Longer than anybody waits. Milliseconds. */
const never = 24 * 3_600_000

const answers = fc.constantFrom('new', 'old', 'mixed')

const fate: fc.Arbitrary<Scenario['fates'][number]> = fc.record(
  {
    startMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
      { weight: 1, arbitrary: fc.constant(never) },
    ),
    isSkipped: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    hiddenMs: fc.integer({ min: 0, max: 15_000 }),
    metaMs: fc.integer({ min: 0, max: 60_000 }),
    unknownMs: fc.oneof(ms, fc.constant(Number.MAX_SAFE_INTEGER)),
    overlapMs: fc.integer({ min: 0, max: 3_000 }),
    overlapAnswers: answers,
  },
  { requiredKeys: ['startMs'] },
)

const from = fc.integer({ min: 0, max: 12 })
const times = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(10, 300) },
)
const common = { times, ms }

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...common,
      operation: fc.constantFrom(...changes),
      from: fc.integer({ min: 0, max: 3 }),
      trouble: fc.constantFrom('refused', 'put off', 'put off without a time', 'lost', 'vanished', 'slow', 'lies'),
    }),
  },
  {
    // Only what has served is brought back, which few releases come to.
    weight: 2,
    arbitrary: fc.record({
      ...common,
      operation: fc.constant('restore'),
      from: fc.constantFrom(0, 0, 1),
      trouble: fc.constantFrom('refused', 'vanished', 'vanished', 'lost', 'slow'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...common,
      from,
      operation: fc.constantFrom(...questions, 'follow'),
      trouble: fc.constantFrom('fails', 'slow'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ ...common, from, operation: fc.constant('ask'), trouble: fc.constant('fails') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      times: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 10, max: 60 })),
      ms: fc.integer({ min: 0, max: 20_000 }),
      from: fc.integer({ min: 0, max: 60 }),
      operation: fc.constant('transaction'),
      trouble: fc.constantFrom('refused', 'lost', 'slow'),
    }),
  },
)

const life: fc.Arbitrary<Life> = fc.record(
  {
    mishap: fc.record({
      atCall: fc.integer({ min: 0, max: 120 }),
      afterActing: fc.boolean(),
      what: fc.oneof({ weight: 3, arbitrary: fc.constant('dies') }, { weight: 1, arbitrary: fc.constant('is paused') }),
      pauseMs: fc.integer({ min: 0, max: 60_000 }),
      isResumed: fc.boolean(),
    }),
    stopAfterMs: fc.integer({ min: 0, max: 30_000 }),
    laterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60_000 }), fc.constant(3_600_000)),
  },
  { requiredKeys: ['laterMs'] },
) as fc.Arbitrary<Life>

const other: fc.Arbitrary<Scenario['others'][number]> = fc.record({
  atMs: fc.integer({ min: 0, max: 40_000 }),
  does: fc.constantFrom(
    'deploys',
    'resumes',
    'redeploys by hand',
    'uploads by hand',
    'changes a setting by hand',
    'ends it by hand',
    'image is forgotten',
  ),
})

const hooks: fc.Arbitrary<Scenario['hooks']> = fc.uniqueArray(
  fc.record({
    time: fc.constantFrom('before', 'afterLive', 'afterRollback'),
    outcome: fc.constantFrom('done', 'failed', 'too slow'),
    ms: fc.integer({ min: 0, max: 20_000 }),
  }),
  { selector: ({ time }) => time, maxLength: 3 },
)

/** Every scenario there is, the simpler ones more often; shrinks to one with fewer faults. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  kind: fc.constantFrom('deploy', 'first', 'rollback', 'promotion'),
  parts: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(['web'], ['web'], ['worker']) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom('web', 'worker', 'cron'), { minLength: 1, maxLength: 3 }) },
  ),
  policy,
  proof: fc.constantFrom('untold', 'untold', 'where-echoed', 'demanded'),
  behaviour: fc.oneof(
    { weight: 1, arbitrary: fc.constant('good') },
    { weight: 1, arbitrary: fc.constantFrom(...behaviourNames) },
  ),
  badPart: fc.integer({ min: 0, max: 2 }),
  badAfterMs: fc.integer({ min: 0, max: 12_000 }),
  users: fc.constantFrom(0, 2, 20),
  fates: fc.array(fate, { maxLength: 2 }),
  overlap: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.record({ seconds: fc.integer({ min: 1, max: 30 }), answers }) },
  ),
  latencyMs: fc.constantFrom(0, 0, 30, 400),
  faults: fc.array(fault, { maxLength: 3 }),
  lives: fc.oneof(
    { weight: 1, arbitrary: fc.constant([{ laterMs: 0 }]) },
    { weight: 1, arbitrary: fc.array(life, { minLength: 1, maxLength: 3 }) },
  ),
  others: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(other, { maxLength: 2 }) },
  ),
  clockSteps: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.record({
          atMs: fc.integer({ min: 0, max: 30_000 }),
          byMs: fc.integer({ min: -3_600_000, max: 3_600_000 }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
  ),
  approval: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('approves', 'rejects', 'says nothing') },
  ),
  hooks: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: hooks }),
  tellsNobody: fc.boolean(),
}) as fc.Arbitrary<Scenario>
