import { judge, normal, nothingWatched, type Random, type UsageSample } from '@kickai/release'
import { type Ended, policy } from './bake.ts'

/** How a service's memory goes, in megabytes, sample by sample; it has 512. */
export interface MemoryCourse {
  readonly name: string
  readonly leaks: boolean
  draw(random: Random): (second: number) => number
}

const noise = (random: Random) => normal(random)

/** A mebibyte more or less from one second to the next, and where that leads. */
function wandering(random: Random): (second: number) => number {
  let level = 90
  return () => {
    level += noise(random)
    return level
  }
}

export const memoryCourses: readonly MemoryCourse[] = [
  { name: 'steady', leaks: false, draw: (random) => () => 90 + noise(random) },
  { name: 'wandering', leaks: false, draw: wandering },
  {
    name: 'warming up',
    leaks: false,
    draw(random) {
      const [growth, seconds] = [40 + 80 * random(), 5 + 25 * random()]
      return (second) => 80 + growth * (1 - Math.exp(-second / seconds)) + noise(random)
    },
  },
  {
    name: 'filling caches ever slower',
    leaks: false,
    draw: (random) => (second) => 80 + 25 * Math.log1p(second) + noise(random),
  },
  {
    name: 'collected now and then',
    leaks: false,
    draw(random) {
      const [every, begins] = [8 + 10 * random(), 20 * random()]
      return (second) => 90 + 3 * ((second + begins) % every) + noise(random)
    },
  },
  { name: 'a step', leaks: false, draw: (random) => (second) => (second < 20 ? 90 : 140) + noise(random) },
  {
    name: 'leaking 1 to 4 MB a second',
    leaks: true,
    draw(random) {
      const each = 1 + 3 * random()
      return (second) => 90 + each * second + 2 * noise(random)
    },
  },
  {
    name: 'leaking 1 to 4 MB a second while it warms up',
    leaks: true,
    draw(random) {
      const each = 1 + 3 * random()
      return (second) => 80 + each * second + 40 * (1 - Math.exp(-second / 10)) + noise(random)
    },
  },
]

/** Whether the judge rolls back, with a sample each second and the planned time, and longer where it asks for that. */
export function watchMemory(course: MemoryCourse, random: Random): Ended {
  const at = course.draw(random)
  const samples: UsageSample[] = []
  for (let second = 1; ; second++) {
    samples.push({ at: second * 1000, processors: 0.2, memoryBytes: at(second) * 1e6 })
    if (second % 5 > 0) continue
    const judged = judge(policy, {
      watched: { ...nothingWatched, usage: { samples, memoryBytes: 512e6, processors: 2 }, read: ['usage'] },
      elapsedMs: second * 1000,
      hasFigures: true,
    })
    const isProlonged = second * 1000 > policy.bakeMs
    if (judged.outcome !== 'open') return { isRolledBack: judged.outcome === 'bad', isProlonged }
  }
}
