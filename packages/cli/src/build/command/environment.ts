import { delimiter, dirname, isAbsolute, join, relative } from 'node:path'

/** What a build may need to reach the network, its caches and its language's tools; of no influence on what it makes. */
const passed = [
  /^(HOME|USER|LOGNAME|SHELL|TMPDIR|TERM)$/,
  /^(HTTPS?|NO|ALL|FTP)_PROXY$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE)$/,
  /^npm_config_(registry|cache|userconfig|globalconfig|cafile|proxy|https_proxy|noproxy)$/i,
  /^[A-Z]+_HOME$|^GO(PATH|ROOT|PROXY|FLAGS|MODCACHE)$|^(NVM_DIR|PYENV_ROOT|PNPM_HOME|VOLTA_HOME)$/,
]

/**
 * The variables of a build: always the same ones, so that the same commit gives the same artifact whoever builds it, and
 * without this process's own, so that no secret gets into one. Programs are found in this Node's folder first, then
 * among the export's own packages, then where this process finds them, but never in the work tree.
 */
export function buildEnvironment(
  own: NodeJS.ProcessEnv,
  { exported, workTree }: { readonly exported: string; readonly workTree: string | undefined },
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && passed.some((pattern) => pattern.test(name))) environment[name] = value
  }
  const folders = (own.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && !isWithin(folder, workTree))
  return {
    ...environment,
    PATH: [dirname(process.execPath), join(exported, 'node_modules', '.bin'), ...folders].join(delimiter),
    CI: 'true',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    // Tools that write a time into their output take this one, the earliest that every archive format can hold.
    SOURCE_DATE_EPOCH: '315532800',
    // A build that asks git for the commit would be told about the work tree.
    GIT_CEILING_DIRECTORIES: dirname(exported),
  }
}

function isWithin(folder: string, parent: string | undefined): boolean {
  if (parent === undefined) return false
  const path = relative(parent, folder)
  return path !== '..' && !path.startsWith('../') && !isAbsolute(path)
}
