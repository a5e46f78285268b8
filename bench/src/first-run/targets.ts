/** What a first run showed. Seconds are undefined where the moment never came. */
export type FirstRun = {
  installSeconds: number | undefined
  installedMegabytes: number
  trainSeconds: number | undefined
  secondStartSeconds: number | undefined
  endSeconds: number | undefined
  warnings: string[]
  processesLeft: number
  /** What is wrong with the document that `--once --json` printed. */
  documentProblems: string[]
}

/** Most that each may be. */
export const targets = {
  installSeconds: 60,
  installedMegabytes: 600,
  trainSeconds: 20,
  secondStartSeconds: 3,
  endSeconds: 15,
}

/** Which targets were missed, each a sentence. Pure. */
export function missedTargets(run: FirstRun): string[] {
  const missed: string[] = []
  for (const [name, most] of Object.entries(targets)) {
    const value = run[name as keyof typeof targets]
    if (value === undefined) missed.push(`${name}: it never came`)
    else if (value > most) missed.push(`${name} is ${value.toFixed(1)}, more than ${most}`)
  }
  for (const line of run.warnings) missed.push(`warned: ${line}`)
  if (run.processesLeft > 0) missed.push(`${run.processesLeft} processes were left behind`)
  return [...missed, ...run.documentProblems]
}

/** The lines of standard error that warn of something. Pure. */
export function warningsIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => /\bwarn|deprecat|EBADENGINE/i.test(line))
}

/** What is wrong with the document of `npm -s start -- --once --json`. Pure. */
export function documentProblems(stdout: string, exitCode: number | null): string[] {
  if (exitCode !== 0) return [`npm start ended with ${exitCode}`]
  let document: PrintedDocument
  try {
    document = JSON.parse(stdout)
  } catch (error) {
    return [`standard output is not one JSON document: ${error instanceof Error ? error.message : error}`]
  }
  const { schemaVersion, environments = [], rehearsal } = document
  const problems = schemaVersion === 1 ? [] : [`schemaVersion is ${schemaVersion}, not 1`]
  const good = environments.filter(({ verdict, identity }) => verdict === 'live' && identity === 'proven')
  if (good.length !== 3) problems.push(`${good.length} of 3 environments are live and proven`)
  for (const { environment, url, health } of environments) {
    if (!/^https?:\/\/\S+$/.test(url ?? '')) problems.push(`${environment} has no address`)
    if (health?.status !== 'healthy') problems.push(`${environment} says of its health ${health?.status ?? 'nothing'}`)
  }
  const digests = new Set(environments.map(({ digest }) => digest))
  if (digests.size !== 1) problems.push(`${digests.size} digests, not one`)
  return [...problems, ...rehearsalProblems(rehearsal)]
}

interface PrintedDocument {
  schemaVersion?: number
  environments?: {
    environment?: string
    verdict?: string
    identity?: string
    digest?: string
    url?: string
    health?: { status?: string }
  }[]
  rehearsal?: { verdict?: string; caughtSeconds?: number; backSeconds?: number; requests?: number; lost?: number }
}

function rehearsalProblems(rehearsal: PrintedDocument['rehearsal']): string[] {
  if (rehearsal === undefined) return ['there was no rehearsal']
  const { verdict, caughtSeconds, backSeconds, requests = 0, lost } = rehearsal
  const problems: string[] = []
  if (verdict !== 'rolled back') problems.push(`the rehearsal ended as ${verdict}`)
  if (caughtSeconds === undefined || backSeconds === undefined) problems.push('the rehearsal measured no rescue')
  if (requests === 0) problems.push('the rehearsal had no users')
  if (lost !== 0) problems.push(`the rehearsal lost ${lost ?? 'an unknown number of'} requests`)
  return problems
}
