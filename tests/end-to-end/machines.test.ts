// Several machines that share a journal in Postgres and a registry of artifacts, and nothing else: what one has built,
// another promotes and brings back, though it starts with an empty folder.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type BrokenLine, startBrokenLine } from '../../scripts/testing/broken-line.ts'
import { describeWith, dockerRegistry, postgres } from '../../scripts/testing/needs.ts'
import { startPostgres } from '../../scripts/testing/postgres.ts'
import { startRegistry } from '../../scripts/testing/registry.ts'
import { type Called, type FarAway, type Machine, startFarAway } from './fixtures/machines.ts'

/** Everything that the machines share; the registry is reached over a line that can be cut. */
async function start(programs: string, registryProgram: string): Promise<{ shared: FarAway; line: BrokenLine }> {
  const [journal, registry] = await Promise.all([startPostgres(programs), startRegistry(registryProgram)])
  onTestFinished(() => journal.stop())
  onTestFinished(() => registry.stop())
  const line = await startBrokenLine(registry.address)
  onTestFinished(() => line.stop())
  const shared = await startFarAway(
    {
      journal: 'env:DATABASE_URL',
      artifacts: {
        registry: `127.0.0.1:${line.port}/team/shop`,
        user: registry.user,
        password: 'env:REGISTRY_PASSWORD',
      },
    },
    { DATABASE_URL: journal.url, REGISTRY_PASSWORD: registry.password },
  )
  onTestFinished(() => shared.stop())
  return { shared, line }
}

/** What ended as it must; else the test says all that the command said. */
function live({ code, document, said }: Called): Called['document'] {
  expect({ code, verdict: document.verdict, said }).toMatchObject({ code: 0, verdict: 'live' })
  return document
}

const serving = async (machine: Machine) => {
  const { document } = await machine.kickai('status')
  return document.environments.map(({ digest, identity }: { digest: string; identity: string }) => [digest, identity])
}

describeWith(postgres(), 'machines with a journal in Postgres', (programs) => {
  describeWith(dockerRegistry(), 'and a registry of artifacts', (registryProgram) => {
    test('one builds; empty ones promote the same bytes, and bring old ones back whose image is gone', async () => {
      const { shared, line } = await start(programs, registryProgram)
      const { origin } = shared

      shared.commit('one')
      const shipped = await origin.kickai('ship')
      expect(shipped).toMatchObject({ code: 0 })
      const one = shipped.document.environments[2]
      shared.commit('two')
      const two = live(await origin.kickai('deploy', 'testing'))
      live(await origin.kickai('promote', 'testing', 'staging'))
      expect(two.digest).not.toBe(one.digest)
      expect(shared.builds()).toBe(2)

      // Without the registry an empty machine has nothing to promote, and says so before it changes anything.
      const second = shared.clone()
      line.down()
      const cut = await second.kickai('promote', 'staging', 'production')
      expect({ code: cut.code, ...cut.document }).toMatchObject({
        code: 4,
        verdict: 'blocked',
        reason: { code: 'registry-unreachable' },
      })
      expect((await serving(origin))[2]).toEqual([one.digest, 'proven'])
      line.up()
      const promoted = live(await second.kickai('promote', 'staging', 'production'))
      expect(promoted).toMatchObject({ digest: two.digest, commit: two.commit, health: { version: 'two' } })

      // Nor can it bring back what the platform has forgotten; what serves goes on serving.
      const third = shared.clone()
      await shared.loseImage()
      line.down()
      const stuck = await third.kickai('rollback', 'production')
      expect({ code: stuck.code, ...stuck.document }).toMatchObject({
        code: 1,
        verdict: 'failed',
        reason: { code: 'registry-unreachable' },
      })
      expect(await serving(origin)).toEqual([two, two, two].map(({ digest }) => [digest, 'proven']))
      line.up()
      const back = live(await third.kickai('rollback', 'production'))
      expect(back).toMatchObject({ digest: one.digest, commit: one.commit, health: { version: 'one' } })
      const shown = await third.kickai('show', back.release)
      expect(shown.document.parts).toMatchObject([{ source: 'upload' }])

      // Nobody but the first machine has built anything.
      expect(shared.builds()).toBe(2)
      for (const { folder } of [second, third]) expect(existsSync(join(folder, '.kickai/artifacts/built'))).toBe(false)
      for (const { said } of [cut, stuck]) expect(said).not.toContain('p@ss')
    }, 180_000)
  })
})
