import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The day from which on Railway no longer reads configuration files of repositories. */
const endsOn = '2026-12-01'

/** Where each field of such a file is said from then on. */
const elsewhere: { readonly [field: string]: string } = {
  'deploy.startCommand': 'services.NAME.start',
  'deploy.healthcheckPath': 'services.NAME.health',
  'deploy.healthcheckTimeout': 'services.NAME.healthTimeoutSeconds',
  'deploy.overlapSeconds': 'services.NAME.overlapSeconds',
  'deploy.drainingSeconds': 'services.NAME.drainingSeconds',
  'deploy.restartPolicyType': 'services.NAME.restart',
  'deploy.restartPolicyMaxRetries': 'services.NAME.restart',
  'deploy.cronSchedule': 'services.NAME.schedule',
  'deploy.numReplicas': 'environments.ENV.services.NAME.replicas',
  'deploy.multiRegionConfig': 'environments.ENV.services.NAME.regions',
  'deploy.limitOverride': 'environments.ENV.services.NAME.limits',
  'build.buildCommand': 'bundle.build',
}

/** A configuration file of Railway's own in the repository, and how to go on without it. */
export interface FoundConfigFile {
  readonly file: string
  /** As sentences. */
  readonly goOn: readonly string[]
}

/** Finds `railway.json` and `railway.toml` in a folder and in those right below it. Only reads. */
export function findConfigFiles(root: string): FoundConfigFile[] {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .sort()
  return ['', ...folders].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /^railway\.(json|toml)$/.test(name))
      .sort()
      .map((name) => describe(root, folder === '' ? name : `${folder}/${name}`)),
  )
}

function describe(root: string, file: string): FoundConfigFile {
  const fields = file.endsWith('.json') ? fieldsIn(readFileSync(join(root, file), 'utf8')) : undefined
  const head = `${file}: Railway stops reading this file on ${endsOn}; it still wins over what kickai sets until then.`
  if (fields === undefined)
    return {
      file,
      goOn: [
        head,
        'Say what it says in kickai.config.ts or on the dashboard (docs/provision.md), then remove the file.',
      ],
    }
  const here = fields.filter((field) => elsewhere[field] !== undefined)
  const there = fields.filter((field) => elsewhere[field] === undefined)
  return {
    file,
    goOn: [
      head,
      ...here.map((field) => `  ${field} becomes ${elsewhere[field]} in kickai.config.ts.`),
      ...(there.length > 0
        ? [
            `  ${there.join(', ')}: set on the dashboard, in the settings of the service; kickai leaves it as it is there.`,
          ]
        : []),
      '  Then remove the file.',
    ],
  }
}

/** The fields of a file, two names deep; undefined where it cannot be read as JSON. */
function fieldsIn(text: string): string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return undefined
    return Object.entries(parsed).flatMap(([part, given]) => {
      if (part === '$schema') return []
      if (typeof given !== 'object' || given === null || part === 'environments') return [part]
      return Object.keys(given).map((field) => `${part}.${field}`)
    })
  } catch {
    // A torn file is Railway's to complain of; that it ends is said all the same.
    return undefined
  }
}
