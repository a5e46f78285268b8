import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandFor, vaultProblems } from '../config/vault-command.ts'
import { temporaryFolder } from '../fixtures/folder.ts'
import { demandSecrets, openSecrets } from './secrets.ts'

/** A vault of a few lines: what it is asked for decides what it does; each call is noted. */
const program = `#!/bin/sh
echo "$1 $2" >> calls.txt
case "$1" in
  club/token) echo "value of $1 $2 for $WHO" ;;
  club/lines) printf 'one\\ntwo\\n' ;;
  club/refused) echo 'you are not planted-secret'; echo planted-secret >&2; exit 3 ;;
  club/empty) ;;
  club/slow) sleep 30 & sleep 30 ;;
  club/endless) exec cat /dev/zero ;;
esac
`

function scene(command = ['./vault', '{name}', '{version|latest}'], limitMs = 5_000) {
  const root = temporaryFolder({ vault: program })
  chmodSync(join(root, 'vault'), 0o755)
  const environment = { PATH: process.env.PATH, WHO: 'ada' }
  return { root, secrets: openSecrets({ environment, root, vault: { words: command, limitMs } }) }
}

test('a value is fetched by a command without a shell, with name and version, and once', async () => {
  const { secrets } = scene()
  expect(await secrets.resolve('vault:club/token')).toBe('value of club/token latest for ada')
  expect(await secrets.resolve('vault:club/token@7')).toBe('value of club/token 7 for ada')
  expect(await secrets.resolve('vault:club/lines')).toBe('one\ntwo')
  const again = scene(['/bin/sh', '-c', 'echo x >> calls.txt; cat calls.txt', '{name}'])
  const values = ['vault:a', 'vault:a', 'vault:a'].map((reference) => again.secrets.resolve(reference))
  expect(await Promise.all(values)).toEqual(['x', 'x', 'x'])
})

test('one that failed is asked again', async () => {
  const again = scene(['/bin/sh', '-c', '[ -e asked ] && echo value; touch asked', '{name}'])
  await expect(again.secrets.resolve('vault:a')).rejects.toThrow('wrote nothing')
  expect(await again.secrets.resolve('vault:a')).toBe('value')
})

test('what it fails of is told without a word of what it wrote; all at once, with a way out', async () => {
  const { secrets } = scene()
  const wanted = ['refused', 'empty', 'endless'].map((name) => ({ path: name, reference: `vault:club/${name}` }))
  const error = await demandSecrets(secrets, wanted).catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'secret-unavailable', exitCode: 2, wayOut: expect.stringContaining('by hand') })
  expect(error.problems.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
    "vault:club/refused cannot be had: the vault's command vault ended with code 3",
    "vault:club/empty cannot be had: the vault's command vault wrote nothing",
    "vault:club/endless cannot be had: the vault's command vault wrote more than 64 KiB",
  ])
  expect(JSON.stringify(error)).not.toContain('planted-secret')
  await expect(scene(['./none', '{name}']).secrets.resolve('vault:x')).rejects.toThrow('command none is not there')
})

test('one that takes too long is ended with all that it started', async () => {
  const { secrets } = scene(undefined, 300)
  await expect(secrets.resolve('vault:club/slow')).rejects.toThrow('was not done within 0.3 s')
})

test('an argument that names a version is left out where the reference has none', () => {
  const words = ['get', '--version={version}', '--label={version|newest}', 'club/{name}']
  expect(commandFor({ words }, 'vault:token')).toEqual(['get', '--label=newest', 'club/token'])
  expect(commandFor({ words }, 'vault:token@3')).toEqual(['get', '--version=3', '--label=3', 'club/token'])
})

test('references that the vault of a configuration cannot follow are told with it', () => {
  const settings = { web: { TOKEN: { secret: 'vault:token@2' } } }
  expect(vaultProblems({ environments: { testing: { settings } } } as never)).toMatchObject([{ path: 'vault' }])
  const problems = vaultProblems({ vault: { command: ['get'] }, environments: { testing: { settings } } } as never)
  expect(problems.map(({ sentence }) => sentence.slice(0, 9))).toEqual(['{name} is', '{version}'])
  expect(vaultProblems({ vault: { command: ['get', '{name}', '{version}'] } })).toEqual([])
})
