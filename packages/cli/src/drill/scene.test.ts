import { existsSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { openScene } from './scene.ts'

it('a scene leaves neither processes nor files behind', async () => {
  const { platform, project, close } = await openScene({})
  expect(existsSync(project.workspace.platform)).toBe(true)
  await close()
  expect(existsSync(project.configuration.root)).toBe(false)
  // The ended supervisor stays in the system's table until this process has taken note of it.
  await vi.waitFor(() => expect(() => process.kill(platform.pid, 0)).toThrow('ESRCH'), { timeout: 5_000 })
})
