import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { findConfigFiles } from './config-files.ts'

test('files of Railway’s own are found, each with the way on', () => {
  const json = JSON.stringify({
    $schema: 'x',
    build: { builder: 'RAILPACK' },
    deploy: { startCommand: 'a', numReplicas: 2 },
    environments: {},
  })
  const folder = temporaryFolder({
    'railway.json': json,
    'worker/railway.toml': '[deploy]',
    'api/railway.json': '{',
    'node_modules/railway.json': '{}',
  })
  const found = findConfigFiles(folder)
  expect(found.map(({ file }) => file)).toEqual(['railway.json', 'api/railway.json', 'worker/railway.toml'])
  for (const { goOn } of found) expect(goOn[0]).toContain('2026-12-01')
  expect(found[0]?.goOn.join('\n')).toMatch(
    /startCommand becomes services\.NAME\.start[\s\S]*numReplicas becomes environments\.[\s\S]*build\.builder, environments: set on the dashboard/,
  )
  expect(findConfigFiles(temporaryFolder())).toEqual([])
})
