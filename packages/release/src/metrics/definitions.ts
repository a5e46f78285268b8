/** Where a definition or a target comes from. */
export const sources = {
  mission: "the project's deployment goals and success metrics",
  dora: 'DORA, https://dora.dev/guides/dora-metrics/',
  sre: 'Site Reliability Engineering, ch. 3 and 4, https://sre.google/sre-book/embracing-risk/',
} as const

/** One figure: what it is called, what exactly it says, and what it is to be. */
export interface Definition {
  readonly title: string
  /** A whole sentence. */
  readonly meaning: string
  readonly source: keyof typeof sources
  readonly unit: 'share' | 'ms' | 'per day'
  readonly target?: Target
}

/** `at least 0.95` or `less than 300000`, in the figure's unit. */
export interface Target {
  readonly is: 'at least' | 'at most' | 'more than' | 'less than'
  readonly value: number
}

const minute = 60_000

/** In the order in which they are shown. */
export const definitions = {
  successShare: {
    title: 'deployments that succeed',
    meaning:
      'Deploys and promotions that went live, of those that changed something: what was blocked before any change does not count.',
    source: 'mission',
    unit: 'share',
    target: { is: 'more than', value: 0.95 },
  },
  commitToLive: {
    title: 'commit to live',
    meaning:
      "From the commit's own time to the end of baking in this environment, for each artifact that was new in it (95 of 100 take no longer).",
    source: 'mission',
    unit: 'ms',
    target: { is: 'less than', value: 5 * minute },
  },
  rollback: {
    title: 'rollback',
    meaning:
      'From the decision to go back, or from the command, until the old release was proven to serve again (95 of 100 take no longer).',
    source: 'mission',
    unit: 'ms',
    target: { is: 'less than', value: 2 * minute },
  },
  downInReleases: {
    title: 'down in deployments',
    meaning: 'The time in releases that our probes found nobody served with 200.',
    source: 'mission',
    unit: 'ms',
    target: { is: 'at most', value: 0 },
  },
  deploymentFrequency: {
    title: 'deployment frequency',
    meaning: 'Changes that users reached, a day.',
    source: 'dora',
    unit: 'per day',
  },
  leadTime: {
    title: 'lead time for changes',
    meaning: "From the commit's own time to live in this environment: the middle one.",
    source: 'dora',
    unit: 'ms',
  },
  changeFailShare: {
    title: 'changes that failed',
    meaning: 'Changes that users reached and that were taken back, by the release itself or by a person.',
    source: 'dora',
    unit: 'share',
  },
  recovery: {
    title: 'recovery from a failed deployment',
    meaning:
      "From the first moment that users could reach it, or a person's command to go back, to the proven old release: the middle one.",
    source: 'dora',
    unit: 'ms',
  },
  response: {
    title: 'response time',
    meaning: "95 of 100 requests take no longer; users' requests, and our own probes where there were none.",
    source: 'mission',
    unit: 'ms',
    target: { is: 'less than', value: 2_000 },
  },
  errorShare: {
    title: 'requests that fail',
    meaning: "Users' requests answered with 500 or above, or not at all.",
    source: 'mission',
    unit: 'share',
    target: { is: 'less than', value: 0.01 },
  },
  availability: {
    title: 'availability',
    meaning:
      'The share of the watched time in which the health check answered 200; each look stands for the time since the one before.',
    source: 'mission',
    unit: 'share',
    target: { is: 'at least', value: 0.999 },
  },
  budgetLeft: {
    title: 'error budget left',
    meaning:
      'What is left of the part of the window that availability may miss: 0.1 %, or what `errorBudget` of the environment says.',
    source: 'sre',
    unit: 'share',
    target: { is: 'more than', value: 0 },
  },
  processor: {
    title: 'processor in use',
    meaning: '95 of 100 samples are no higher, of what there is.',
    source: 'mission',
    unit: 'share',
    target: { is: 'less than', value: 0.8 },
  },
  memory: {
    title: 'memory in use',
    meaning: '95 of 100 samples are no higher, of what there is.',
    source: 'mission',
    unit: 'share',
    target: { is: 'less than', value: 0.8 },
  },
} as const satisfies { readonly [name: string]: Definition }

export type FigureName = keyof typeof definitions

/** Whether a value keeps a target. */
export function keeps({ is, value: limit }: Target, value: number): boolean {
  switch (is) {
    case 'at least':
      return value >= limit
    case 'at most':
      return value <= limit
    case 'more than':
      return value > limit
    case 'less than':
      return value < limit
  }
}
