import type { RunningPlatform } from '@kickai/railway-local'
import { z } from 'zod'

const processes = z.object({
  services: z.array(z.object({ pid: z.number(), deployment: z.string(), role: z.string() })),
})

export type RunningService = z.infer<typeof processes>['services'][number]

/** Makes something go wrong with the embedded platform. */
export async function addFault(platform: RunningPlatform, fault: object): Promise<void> {
  await ask(platform, '/local/faults', { method: 'POST', body: JSON.stringify(fault) })
}

/** The service processes that the embedded platform has running now, without runs of scheduled commands. */
export async function runningServices(platform: RunningPlatform): Promise<RunningService[]> {
  const { services } = processes.parse(await ask(platform, '/local/processes', {}))
  return services.filter(({ role }) => role !== 'execution')
}

async function ask({ url, accountToken }: RunningPlatform, path: string, request: RequestInit): Promise<unknown> {
  const headers = { authorization: `Bearer ${accountToken}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { ...request, headers })
  if (!answer.ok) throw new Error(`The embedded platform answered ${answer.status} to ${path}: ${await answer.text()}`)
  return await answer.json()
}
