import { parse } from 'yaml'
import { z } from 'zod'

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']))

const step = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: texts.default({}),
  env: texts.default({}),
})

const job = z.strictObject({
  name: z.string().optional(),
  needs: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  if: z.string().optional(),
  'runs-on': z.literal('ubuntu-latest'),
  'timeout-minutes': z.number(),
  environment: z.strictObject({ name: z.string(), url: z.string().optional() }).optional(),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.literal(false) }).optional(),
  permissions,
  outputs: texts.default({}),
  env: texts.default({}),
  strategy: z
    .strictObject({ 'fail-fast': z.literal(false), matrix: z.record(z.string(), z.array(z.number())) })
    .optional(),
  steps: z.array(step),
})

const workflow = z.strictObject({ name: z.string(), on: z.unknown(), permissions, jobs: z.record(z.string(), job) })

export type Step = z.output<typeof step>
export type Job = z.output<typeof job>
export type Workflow = z.output<typeof workflow>

/** A workflow as far as it can be run here. Whatever is not known here is refused, not left out. */
export function readWorkflow(text: string): Workflow {
  return workflow.parse(parse(text))
}
