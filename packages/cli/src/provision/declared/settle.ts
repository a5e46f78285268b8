import type { Workspace } from '@kickai/railway'
import type { ObservedPlace } from '../observed.ts'
import type { ProvisionPlan, Step } from '../step.ts'
import type { WantedPlace } from '../wanted.ts'

/**
 * Takes out of a plan what a declaration sets and Railway already has: values of variables are told to nobody, so Railway
 * compares them itself. Changes nothing. Asked only where variables are declared in an environment that is there.
 */
export async function settleDeclarations(
  workspace: Pick<Workspace, 'previewChangeSet'>,
  wanted: readonly WantedPlace[],
  observed: readonly ObservedPlace[],
  plan: ProvisionPlan,
): Promise<ProvisionPlan> {
  const steps: Step[] = []
  for (const step of plan.steps) {
    const id = observed[wanted.findIndex(({ environment }) => environment === step.environment)]?.environment?.id
    const sets = step.do === 'apply declaration' && step.changeSet.changes.some(({ kind }) => kind === 'variable.set')
    if (step.do !== 'apply declaration' || id === undefined || step.etag === undefined || !sets) {
      steps.push(step)
      continue
    }
    const changeSet = await workspace.previewChangeSet(id, step.changeSet)
    if (changeSet.changes.length === 0) continue
    const variables = changeSet.changes.filter(({ kind }) => kind === 'variable.set')
    const named = variables.map(({ address, variable }) => ({
      name: `${address} ${String(variable)}`,
      to: 'another value',
    }))
    steps.push({ ...step, changeSet, changes: [...step.changes, ...named] })
  }
  return { ...plan, steps }
}
