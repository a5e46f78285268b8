import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { originalStack } from './original-stack.ts'

test('the stack of a bundled file names its sources; without a map it stays as it is', async () => {
  const folder = temporaryFolder({
    'source/deep.ts':
      '// Two lines\n// before it.\nexport const deep: (of: string) => never = (of) => {\n  throw new Error(of)\n}\n',
    'source/main.ts': "import { deep } from './deep.ts'\nconst run = () => deep('here')\nrun()\n",
  })
  const bundle = await rolldown({ input: join(folder, 'source/main.ts'), cwd: folder })
  await bundle.write({
    file: join(folder, 'dist/main.mjs'),
    sourcemap: true,
    minify: { codegen: { removeWhitespace: true } },
  })
  await bundle.close()
  // In a process of its own: the one that tests run in replaces places by itself.
  const { stderr: stack } = spawnSync(process.execPath, [join(folder, 'dist/main.mjs')], { encoding: 'utf8' })
  expect(stack).toContain('dist/main.mjs')
  expect(originalStack(stack)).toMatch(/Error: here\n +at source\/deep\.ts:4:\d+\n +at source\/main\.ts:2:\d+\n/)
  writeFileSync(join(folder, 'dist/main.mjs.map'), '{')
  expect(originalStack(stack)).toBe(stack)
})
