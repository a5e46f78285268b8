import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inputNames, readInputs } from './inputs.ts'

const given = (inputs: { [name: string]: string }) =>
  readInputs(Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])))

test.each([
  [{ environment: 'testing' }, ['deploy', 'testing']],
  [{ command: 'deploy', environment: 'staging', digest: 'sha256:1' }, ['deploy', 'staging', '--digest=sha256:1']],
  [
    { command: 'promote', from: 'staging', environment: 'production', tree: 'HEAD', reason: 'At once; now' },
    ['promote', 'staging', 'production', '--tree=HEAD', '--override=At once; now'],
  ],
  [{ command: 'ship' }, ['ship']],
  [{ command: 'rollback', environment: 'production', release: 'rel_1' }, ['rollback', 'production', '--to=rel_1']],
  [{ command: 'resume' }, ['resume']],
])('%j are the words %j', (inputs, words) => {
  expect(given(inputs)).toMatchObject({ words, folder: '.' })
})

test('a token goes by the name that provision gives it', () => {
  expect(given({ environment: 'pre-live', token: 'secret', directory: 'shop' })).toMatchObject({
    environment: 'pre-live',
    folder: 'shop',
    token: { name: 'RAILWAY_TOKEN_PRE_LIVE', value: 'secret' },
  })
})

test('what does not go together is told at once', () => {
  for (const command of ['destroy', 'constructor'])
    expect(given({ command })).toMatchObject({ problems: [expect.stringContaining(`"${command}"`)] })
  expect(given({ command: 'ship', token: 'secret', commit: 'abc' })).toEqual({
    problems: ['ship takes no commit.', expect.stringContaining('under env')],
  })
  expect(given({ token: 'secret' })).toEqual({ problems: ['deploy needs environment.'] })
  expect(given({ command: 'resume', token: 'secret' })).toEqual({
    problems: ['resume needs environment, to know whose token that is.'],
  })
  expect(given({ command: 'promote', environment: '--json' })).toEqual({
    problems: ['promote needs from.', 'environment may not begin with a hyphen.'],
  })
})

test('action.yml lists every input, and no other; the document tells what each is for', () => {
  const root = join(import.meta.dirname, '../../../..')
  const text = readFileSync(join(root, 'action.yml'), 'utf8')
  const inputs = text.slice(text.indexOf('\ninputs:'), text.indexOf('\noutputs:'))
  expect([...inputs.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name).toSorted()).toEqual(inputNames.toSorted())
  const rows = readFileSync(join(root, 'docs/github-actions.md'), 'utf8').match(/^\| `.*/gm) ?? []
  const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name))
  expect(told).toEqual(expect.arrayContaining([...inputNames]))
})
