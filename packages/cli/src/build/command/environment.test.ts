import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { buildEnvironment } from './environment.ts'

const node = dirname(process.execPath)

test('passes what reaches the network and the tools, and nothing else', () => {
  const own = {
    HOME: '/home/a',
    https_proxy: 'http://proxy',
    JAVA_HOME: '/java',
    npm_config_registry: 'http://registry',
  }
  const kept = {
    TELEGRAM_BOT_TOKEN: 'x',
    npm_config_local_prefix: '/work',
    GIT_DIR: '/work/.git',
    NODE_OPTIONS: '--inspect',
  }
  const environment = buildEnvironment(
    { ...own, ...kept, PATH: '' },
    { exported: '/tmp/build/source', workTree: undefined },
  )
  expect(environment).toMatchObject(own)
  for (const name of Object.keys(kept)) expect(environment).not.toHaveProperty(name)
})

test('finds this Node first, then the export’s own programs, and none of the work tree', () => {
  const own = { PATH: '/usr/bin:/work/node_modules/.bin::/work:/workshop/bin:/bin' }
  const environment = buildEnvironment(own, { exported: '/tmp/build/source', workTree: '/work' })
  expect(environment.PATH).toBe(`${node}:/tmp/build/source/node_modules/.bin:/usr/bin:/workshop/bin:/bin`)
  expect(environment.GIT_CEILING_DIRECTORIES).toBe('/tmp/build')
})
