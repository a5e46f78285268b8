// What the repository's generated documents and its checks are made of; no part of the published package.

export { commandOptions, commandsTable } from './command/table.ts'
export { errorsTable } from './error/table.ts'
export { dashboardFile } from './figures/dashboard.ts'
export { figuresTable } from './figures/definitions-table.ts'
export { workflowText } from './init/workflow.ts'
export { behavioursTable } from './probe/behaviours-table.ts'
