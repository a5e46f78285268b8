import { newestServing } from '../gates/attestation.ts'
import { openJournal } from '../journal/journal.ts'
import { type Foreign, foreignOn } from '../journal/own-deployments.ts'
import { unlabelledImage } from '../journal/rebuild.ts'
import type { Before, PartPlan, Plan } from '../plan/plan.ts'
import { type Finding, kindOf, type ServiceView } from '../ports/platform.ts'
import type { Ports } from './ports.ts'

/**
 * What runs, or is about to, that no release of this journal started. It is replaced only where somebody says so: what a
 * person puts there by hand has a reason, and over a service that was never released there is nothing to go back to.
 */
export async function foreignFindings(part: PartPlan, plan: Plan, view: ServiceView, ports: Ports): Promise<Finding[]> {
  const { before } = part
  // A schedule may be in force although nothing of it runs just now.
  const scheduled =
    kindOf(before?.configuration ?? part.configuration) === 'cron' ? newestServing(view.deployments)?.id : undefined
  const inForce = view.active.length > 0 || scheduled === undefined ? view.active : [scheduled]
  const journal = openJournal(ports.store)
  const foreign = await foreignOn(journal, plan.environment, part.service, { ...view, active: inForce })
  const found = foreign.map((each) => findingOf(each, part, plan, view))
  const runs = before === undefined || inForce.includes(before.deployment)
  return runs || found.length > 0 ? found : [notRunning(before.deployment)]
}

function findingOf(foreign: Foreign, { service, before }: PartPlan, plan: Plan, view: ServiceView): Finding {
  const { kind, takeOver, notRebuilt } = plan
  const { deployment, status, copyOf } = foreign
  if (before?.rebuilt !== undefined && deployment === before.deployment) return rebuiltFinding(service, before, plan)
  // The plan has noticed it: it runs the same image, and is what a failure would bring back.
  if (deployment === before?.deployment) {
    return {
      code: 'redeployed-by-others',
      severity: 'notice',
      sentence: `${service} runs deployment ${deployment}, a copy of ${copyOf} that no release started: the platform's own, or somebody's at the dashboard.`,
      wayOut: 'Nothing to do; a failure of this release brings the same image back, with its settings.',
    }
  }
  const replaced =
    before === undefined
      ? 'its settings and variables are replaced, and a failure can not bring it back'
      : `a failure then brings ${before.release} back, not this deployment`
  const record = view.deployments.find(({ id }) => id === deployment)
  const isImage = notRebuilt !== undefined && record !== undefined && unlabelledImage(record, view) !== undefined
  const who = isImage ? 'Use the journal that knows of it (docs/stores.md).' : 'See on Railway who started it.'
  return {
    code: isImage ? 'image-not-recognised' : 'foreign-deployment',
    // Whoever asks for a rollback wants what runs now away.
    severity: takeOver === true || kind === 'rollback' ? 'notice' : 'problem',
    sentence: `${service} has deployment ${deployment} (${status}), which no release of this journal started.${notRebuilt === undefined ? '' : ` It is not taken for one of ours: ${notRebuilt}.`}`,
    wayOut: `${who} Release with --take-over to replace it: ${replaced}.`,
  }
}

function rebuiltFinding(service: string, { release, deployment, rebuilt }: Before, { environment }: Plan): Finding {
  const grade = rebuilt?.identity === 'proven' ? 'proven by its own answer' : 'attested by the platform alone'
  return {
    code: 'live-rebuilt',
    severity: 'notice',
    sentence: `The journal here knows nothing of ${environment}: deployment ${deployment} of ${service}, ${grade}, is taken for ${release} from what the platform keeps.`,
    wayOut:
      'Only the concurrency group of the workflow keeps other runs away meanwhile. Share a journal between machines: docs/stores.md.',
  }
}

function notRunning(deployment: string): Finding {
  return {
    code: 'live-not-running',
    severity: 'notice',
    sentence: `Deployment ${deployment}, which is live by the journal, does not run any more.`,
    wayOut: 'Nothing to do; this release brings a running one, and a rollback would bring that one back.',
  }
}
