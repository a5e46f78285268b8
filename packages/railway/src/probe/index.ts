export type { Behaviour, Outcome, Probed } from './behaviour.ts'
export { behaviours } from './behaviours/all.ts'
export { aboutRequests, cleanUp, type ProbeOptions, type ProbeResult, runProbe } from './run.ts'
export type { SchemaComparison } from './schema-check.ts'
