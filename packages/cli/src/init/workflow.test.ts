import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workflowText } from './workflow.ts'

const own = readFileSync(join(import.meta.dirname, '../../../../.github/workflows/ci.yml'), 'utf8')

test('actions are pinned by hash as this repository pins its own, and each step names each secret once', () => {
  const text = workflowText(['RAILWAY_TOKEN', 'RAILWAY_TOKEN', 'RAILWAY_TOKEN_B'])
  const used = [...text.matchAll(/- uses: (\S+)/g)].map(([, action]) => action)
  expect(used).toHaveLength(2)
  for (const action of used) expect(own).toContain(`uses: ${action}`)
  const each = ['secrets.RAILWAY_TOKEN', 'secrets.RAILWAY_TOKEN_B']
  expect(text.match(/secrets\.\w+/g)).toEqual([...each, ...each])
  expect(text.split('\n').length).toBeLessThan(60)
})
