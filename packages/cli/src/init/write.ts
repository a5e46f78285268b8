import type { Detected } from './detect.ts'
import type { WorkerProcess } from './kinds.ts'

/** What is written into the configuration. */
export interface Chosen {
  readonly name: string
  readonly service: string
  readonly start: string
  readonly build?: string
  readonly workers: readonly WorkerProcess[]
  readonly health: string
  readonly identity: 'proven' | 'attested'
}

/** The configuration as text: at most 30 lines, and one for each worker. */
export function configText({ name, service, start, build, workers, health, identity }: Chosen): string {
  const environment = identity === 'attested' ? `{ identity: 'attested' }` : '{}'
  const key = keyOf(service)
  const places = [service, ...workers.map((worker) => worker.name)].map((each) => `${keyOf(each)}: 'ID'`).join(', ')
  return [
    `import type { Config } from 'kickai'`,
    '',
    'export default {',
    `  name: ${quoted(name)},`,
    ...(build === undefined ? [] : [`  bundle: { build: ${quoted(build)} },`]),
    '  services: {',
    `    ${key}: { start: ${quoted(start)}, health: ${quoted(health)} },`,
    ...workers.map((each) => `    ${keyOf(each.name)}: { kind: 'worker', start: ${quoted(each.start)} },`),
    '  },',
    '  // In the order of promotion. Without a place on Railway they are on the embedded platform of "kickai local";',
    `  // railway: { project: 'ID', environment: 'ID', services: { ${places} }, token: 'env:RAILWAY_TOKEN' } gives one.`,
    '  environments: {',
    `    testing: ${environment},`,
    `    staging: ${environment},`,
    `    production: ${environment},`,
    '  },',
    '} satisfies Config',
    '',
  ].join('\n')
}

function keyOf(name: string): string {
  return /^[a-z][a-z0-9]*$/.test(name) ? name : quoted(name)
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
}

/** A folder's or package's name as the configuration wants names. */
export function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
  return name === '' ? 'service' : name
}

const samples: { readonly [language in Detected['language']]: readonly string[] } = {
  node: [
    "if (request.url === '/health') {",
    "  response.setHeader('content-type', 'application/json')",
    '  response.end(JSON.stringify({ deployment: process.env.RAILWAY_DEPLOYMENT_ID }))',
    '}',
  ],
  python: [
    "if self.path == '/health':",
    "    self.send_response(200); self.send_header('content-type', 'application/json'); self.end_headers()",
    "    self.wfile.write(json.dumps({'deployment': os.environ.get('RAILWAY_DEPLOYMENT_ID')}).encode())",
    '    return',
  ],
  go: [
    'http.HandleFunc("/health", func(writer http.ResponseWriter, request *http.Request) {',
    '\twriter.Header().Set("content-type", "application/json")',
    '\tjson.NewEncoder(writer).Encode(map[string]string{"deployment": os.Getenv("RAILWAY_DEPLOYMENT_ID")})',
    '})',
  ],
  ruby: [
    "get '/health' do",
    "  content_type 'application/json'",
    "  { deployment: ENV['RAILWAY_DEPLOYMENT_ID'] }.to_json",
    'end',
  ],
  other: [
    'GET /health',
    '200 OK',
    'content-type: application/json',
    '{"deployment":"<the value of RAILWAY_DEPLOYMENT_ID>"}',
  ],
}

/** How a service of this language can prove who it is, in four lines. */
export function provenSample(language: Detected['language']): readonly string[] {
  return samples[language]
}
