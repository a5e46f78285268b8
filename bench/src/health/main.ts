// npm run bench -- health [--json]
//
// What three dependencies cost a service's health page: beside a server that answers the same without any, with all of them
// hanging, and how often they are asked while the page is.

import { join } from 'node:path'
import type { BenchmarkContext, BenchmarkResult } from '../benchmark.ts'
import { type Program, startProgram } from '../peers/program.ts'
import { type Asked, askFor } from './ask.ts'
import { figuresOf, missedTargets, type Round } from './figures.ts'

const requests = 10_000
const warmUp = 5_000
const rounds = 7

export default async function run({ progress }: BenchmarkContext): Promise<BenchmarkResult> {
  const running: Program[] = []
  const start = async (mode: 'bare' | 'probes' | 'hanging') => {
    const file = join(import.meta.dirname, 'fixtures', 'server.ts')
    const program = await startProgram(process.execPath, [file, mode], (printed) => printed.endsWith('\n'))
    running.push(program)
    const origin = `http://127.0.0.1:${Number(program.printed())}`
    await askFor(`${origin}/health`, warmUp)
    return { origin, ask: (): Promise<Asked> => askFor(`${origin}/health`, requests) }
  }
  try {
    progress('warming up')
    const [bare, probes, hanging] = [await start('bare'), await start('probes'), await start('hanging')]
    const measured: Round[] = []
    for (let round = 0; round < rounds; round += 1) {
      progress(`round ${round + 1} of ${rounds}`)
      // Whoever comes first in one round comes last in the next.
      if (round % 2 === 0) measured.push({ bare: await bare.ask(), probes: await probes.ask() })
      else {
        const withProbes = await probes.ask()
        measured.push({ bare: await bare.ask(), probes: withProbes })
      }
    }
    progress('every dependency hangs')
    const hung = await hanging.ask()
    const { asked, milliseconds, intervalMilliseconds } = await howOftenAsked(probes.origin)
    const figures = figuresOf({
      rounds: measured,
      hanging: hung,
      asked: Math.max(...Object.values(asked)),
      // Once at the start, then once an interval.
      allowed: 1 + Math.floor(milliseconds / intervalMilliseconds),
    })
    return { figures, missed: missedTargets(figures) }
  } finally {
    for (const program of running) await program.stop()
  }
}

async function howOftenAsked(origin: string) {
  const answer = await fetch(`${origin}/asked`)
  return (await answer.json()) as {
    asked: Record<string, number>
    milliseconds: number
    intervalMilliseconds: number
  }
}
