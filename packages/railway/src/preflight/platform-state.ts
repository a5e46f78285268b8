import type { Finding } from '@kickai/release'
import { platformStatus } from '../operations/platform.ts'
import type { Checked } from './checked.ts'

/** An incident that is over or only watched does not hold a release up. */
const passing = new Set(['MONITORING', 'RESOLVED'])

/** Incidents and maintenance of Railway itself. */
export async function checkPlatform({ surroundings }: Checked): Promise<Finding[]> {
  const { isStable, incident, maintenance } = (await surroundings.client.request(platformStatus, {})).platformStatus
  const findings: Finding[] = []
  if (!isStable || incident) {
    const blocks = !isStable && !passing.has(incident?.status ?? '')
    findings.push({
      code: 'platform-unstable',
      severity: blocks ? 'problem' : 'notice',
      sentence: incident
        ? `Railway reports an incident: ${incident.message}`
        : 'Railway says that it is not stable now.',
      wayOut: `Wait until it is over; see ${incident?.url ?? 'https://status.railway.com'}.`,
    })
  }
  if (maintenance) {
    findings.push({
      code: 'platform-maintenance',
      severity: 'notice',
      sentence: `Railway announces maintenance: ${maintenance.message}`,
      wayOut: 'Release before or after it.',
    })
  }
  return findings
}
