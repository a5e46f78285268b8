import type { RailwayPlace } from '../config/config.ts'
import { table } from '../output/table.ts'
import type { ProvisionPlan, Step } from './step.ts'

/** A plan as a table; no value in it is a secret. */
export function planLines({ steps, held, notes }: ProvisionPlan): string[] {
  const rows = [...steps.map((step) => row(step)), ...held.map((step) => row(step, 'only with --confirm-destructive'))]
  return [...table(rows), ...notes]
}

function row(step: Step, remark = ''): string[] {
  return [step.environment, step.do, ...about(step), remark]
}

function about(step: Step): [name: string, detail: string] {
  switch (step.do) {
    case 'make project':
      return [step.name, `with the environment ${step.first}`]
    case 'make environment':
    case 'remove lost token':
      return [step.name, '']
    case 'apply declaration':
      return ['', step.changes.map(({ name, from, to }) => `${name} ${from ? `${from} → ` : ''}${to}`).join(', ')]
    case 'make token':
      return ['', `kept in ${step.keptIn}`]
    case 'set service':
    case 'set limits':
      return [
        step.service,
        step.changes.map(({ name, from, to }) => `${name} ${from ? `${from} → ` : ''}${to}`).join(', '),
      ]
    default:
      return [step.service, '']
  }
}

/** A step for JSON: what is set, without the form that it is sent in. */
export function stepFields(step: Step): object {
  const { environment, do: what } = step
  return {
    environment,
    do: what,
    ...('service' in step && { service: step.service }),
    ...('name' in step && { name: step.name }),
    ...('changes' in step && { changes: step.changes }),
    ...('keptIn' in step && { keptIn: step.keptIn }),
  }
}

/** An environment's place as the configuration would write it. */
export function placeBlock({ project, environment, services, token }: RailwayPlace): string[] {
  const names = Object.entries(services).map(
    ([name, id]) => `${/^[a-z][a-z0-9]*$/.test(name) ? name : `'${name}'`}: '${id}'`,
  )
  return [
    'railway: {',
    `  project: '${project}',`,
    `  environment: '${environment}',`,
    `  services: { ${names.join(', ')} },`,
    `  token: '${token}',`,
    '},',
  ]
}
