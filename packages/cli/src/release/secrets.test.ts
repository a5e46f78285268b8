import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { demandSecrets, openSecrets } from './secrets.ts'

test('references lead to variables, files and what the configuration gives; an empty value is none', async () => {
  const root = temporaryFolder({ 'secrets/token': 'from-file\n', 'secrets/empty': '\n' })
  const secrets = openSecrets({
    environment: { TOKEN: 'from-variable', EMPTY: '' },
    root,
    local: () => ({ bot: 'local' }),
  })
  const resolved = [
    'env:TOKEN',
    'file:secrets/token',
    'local:bot',
    'env:EMPTY',
    'file:secrets/empty',
    'file:none',
    'local:x',
    'y',
  ]
  expect(await Promise.all(resolved.map((reference) => secrets.resolve(reference)))).toEqual([
    'from-variable',
    'from-file',
    'local',
    ...Array.from({ length: 5 }, () => undefined),
  ])
})

test('all that are missing are named at once, by reference and not by value', async () => {
  const secrets = openSecrets({ environment: { GOOD: 'value' }, root: '/' })
  const wanted = ['env:GOOD', 'env:A', 'file:/none/here'].map((reference, index) => ({
    path: `setting${index}`,
    reference,
  }))
  await expect(demandSecrets(secrets, wanted)).rejects.toMatchObject({
    code: 'secret-missing',
    exitCode: 2,
    problems: [
      { path: 'setting1', sentence: 'env:A has no value' },
      { path: 'setting2', sentence: 'file:/none/here has no value' },
    ],
  })
})

test('a secret file that cannot be read is an error, not a missing secret', async () => {
  const secrets = openSecrets({ environment: {}, root: temporaryFolder({ 'folder/file': '' }) })
  await expect(secrets.resolve('file:folder')).rejects.toMatchObject({
    code: 'secret-missing',
    cause: { code: 'EISDIR' },
  })
})
