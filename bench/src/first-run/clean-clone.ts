import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, sep } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A fresh clone with an environment as of somebody who has just come to this machine. */
export type CleanClone = {
  folder: string
  environment: NodeJS.ProcessEnv
  commit: string
  remove(): Promise<void>
}

/**
 * Clones a checkout's HEAD; what is not committed is not in it.
 *
 * @param root the checkout
 * @param options `coldCache` starts with an empty npm cache instead of the machine's own
 */
export async function createCleanClone(root: string, options: { coldCache: boolean }): Promise<CleanClone> {
  const place = await mkdtemp(join(tmpdir(), 'kickai-first-run-'))
  const folder = join(place, 'clone')
  const home = join(place, 'home')
  await mkdir(home)
  const { stdout } = await run('git', ['-C', root, 'rev-parse', 'HEAD'])
  const commit = stdout.trim()
  await run('git', ['clone', '--quiet', '--no-hardlinks', '--no-checkout', root, folder])
  await run('git', ['-C', folder, '-c', 'advice.detachedHead=false', 'checkout', '--quiet', commit])
  const cache = options.coldCache ? join(place, 'npm-cache') : await npmSetting('cache')
  const environment = { ...(await machineSettings(root)), HOME: home, npm_config_cache: cache }
  return { folder, environment, commit, remove: () => rm(place, { recursive: true, force: true, maxRetries: 3 }) }
}

/** How this machine reaches its registry, without anything personal: no token, no user's configuration. */
async function machineSettings(root: string): Promise<NodeJS.ProcessEnv> {
  const environment: NodeJS.ProcessEnv = { PATH: pathOutside(root) }
  for (const name of [
    'LANG',
    'TMPDIR',
    'SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
  ]) {
    for (const spelled of [name, name.toLowerCase()]) {
      if (process.env[spelled]) environment[spelled] = process.env[spelled]
    }
  }
  for (const setting of ['registry', 'cafile', 'proxy', 'https-proxy', 'noproxy']) {
    const value = await npmSetting(setting)
    if (value !== '' && value !== 'null') environment[`npm_config_${setting.replace('-', '_')}`] = value
  }
  return environment
}

/** The PATH without what this checkout put there: the machine's own Node is what a first run finds. */
function pathOutside(root: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.filter((folder) => !`${folder}${sep}`.startsWith(`${root}${sep}`)).join(delimiter)
}

async function npmSetting(name: string): Promise<string> {
  const { stdout } = await run('npm', ['config', 'get', name], { cwd: tmpdir() })
  return stdout.trim()
}
