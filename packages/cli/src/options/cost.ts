import { type Configuration, servicesIn } from '../config/configuration.ts'

/** What Railway documents, in US dollars; usage is counted by the minute. Rates change, so each has its address. */
export const documentedPrices = {
  plans: { hobby: 5, pro: 20 },
  plansSource: 'https://docs.railway.com/reference/pricing/understanding-your-bill',
  memoryGigabyteMonth: 10,
  processorMonth: 20,
  usageSource: 'https://docs.railway.com/reference/pricing',
} as const

/** What one replica is taken to use on average, all day. */
export interface Average {
  readonly memoryMegabytes: number
  readonly processors: number
}

export interface Cost {
  /** What runs all the time, in all environments. */
  readonly replicas: number
  /** Dollars a month for usage at the average taken. */
  readonly usageMonth: number
  /** At the limits that the configuration sets, where it sets both of every replica's. */
  readonly mostMonth?: number
  /** With the plan for one person, which pays for the first of its price. */
  readonly withHobby: number
  readonly withPro: number
}

/** What the environments cost by documented prices. The same in every layout: Railway counts what runs, and not projects. Pure. */
export function costOf(configuration: Configuration, average: Average): Cost {
  const { memoryGigabyteMonth, processorMonth, plans } = documentedPrices
  const running = configuration.environments.flatMap(({ name, scaling = {} }) =>
    servicesIn(configuration, name)
      // One that a schedule runs is counted for the minutes of its runs alone, which nobody knows beforehand.
      .filter(({ configuration: how }) => how.kind !== 'cron')
      .map((service) => scaling[service.name] ?? {}),
  )
  let [replicas, most, limited] = [0, 0, true]
  for (const { replicas: count = 1, regions, limits = {} } of running) {
    const own = regions === undefined ? count : Object.values(regions).reduce((sum, each) => sum + each, 0)
    replicas += own
    const { processors, memoryGigabytes } = limits
    if (processors === undefined || memoryGigabytes === undefined) limited = false
    else most += own * (processors * processorMonth + memoryGigabytes * memoryGigabyteMonth)
  }
  const each = (average.memoryMegabytes / 1000) * memoryGigabyteMonth + average.processors * processorMonth
  const usageMonth = cents(replicas * each)
  return {
    replicas,
    usageMonth,
    ...(limited && replicas > 0 && { mostMonth: cents(most) }),
    withHobby: Math.max(plans.hobby, usageMonth),
    withPro: Math.max(plans.pro, usageMonth),
  }
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100
}
