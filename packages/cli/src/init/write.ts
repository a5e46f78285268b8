import type { Detected } from './detect.ts'

/** A service as it is written into the configuration. */
export interface WrittenService {
  readonly name: string
  readonly kind: 'web' | 'worker' | 'cron'
  readonly start: string
  readonly health?: string
  readonly schedule?: string
}

/** What is written into the configuration. */
export interface Chosen {
  readonly name: string
  readonly services: readonly WrittenService[]
  readonly build?: string
  readonly identity: 'proven' | 'attested'
  /** In the order of promotion. */
  readonly environments: readonly string[]
  /** \`kickai.places.json\` says where they are on Railway. */
  readonly placed: boolean
}

/** The configuration as text, at most 30 lines but for a repository of many services and environments. */
export function configText({ name, services, build, identity, environments, placed }: Chosen): string {
  const environment = identity === 'attested' ? `{ identity: 'attested' }` : '{}'
  return [
    `import type { Config } from 'kickai'`,
    '',
    'export default {',
    `  name: ${quoted(name)},`,
    ...(build === undefined ? [] : [`  bundle: { build: ${quoted(build)} },`]),
    '  services: {',
    ...services.map((service) => `    ${key(service.name)}: ${serviceText(service)},`),
    '  },',
    '  // In the order of promotion.',
    ...(placed
      ? ['  // kickai.places.json says where they are on Railway.']
      : [
          '  // They are on the embedded platform of "kickai local" until "kickai provision" gives them a place on Railway.',
        ]),
    '  environments: {',
    ...environments.map((each) => `    ${key(each)}: ${environment},`),
    '  },',
    '} satisfies Config',
    '',
  ].join('\n')
}

function serviceText({ kind, start, health, schedule }: WrittenService): string {
  const fields = [
    ...(kind === 'web' ? [] : [`kind: '${kind}'`]),
    `start: ${quoted(start)}`,
    ...(health === undefined ? [] : [`health: ${quoted(health)}`]),
    ...(schedule === undefined ? [] : [`schedule: ${quoted(schedule)}`]),
  ]
  return `{ ${fields.join(', ')} }`
}

function key(name: string): string {
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
