// What the tables of README.md are made of.

export { faultsTable } from './control/fault.ts'
export { optionsTables } from './state/options.ts'
