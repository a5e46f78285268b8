import type { Sources } from './sources.ts'

/** What one kind of project says of its service. */
export interface Kind {
  readonly language: 'node' | 'python' | 'go' | 'ruby' | 'other'
  readonly start?: string
  /** What runs beside it without answering requests. */
  readonly workers?: readonly WorkerProcess[]
  /** Makes the files that are released, where those of the commit are not enough. */
  readonly build?: string
}

/** A process that is no web service, by its name. */
export interface WorkerProcess {
  readonly name: string
  readonly start: string
}

/** Of a Procfile's processes this one runs once before each deployment, so it is no service. */
const onceBefore = 'release'

/** `web: COMMAND` in a Procfile with the other processes as its workers, or its first process where there is no `web`. */
export function procfileService(sources: Sources): Kind | undefined {
  const processes = [...sources.read('Procfile').matchAll(/^([A-Za-z0-9_-]+):\s*(\S.*)$/gm)]
    .map(([, name = '', start = '']) => ({ name, start: start.trim() }))
    .filter(({ name }) => name !== onceBefore)
  const web = processes.find(({ name }) => name === 'web')
  const { start } = web ?? processes[0] ?? {}
  if (start === undefined) return undefined
  const workers = web === undefined ? [] : processes.filter((each) => each !== web)
  return { language: 'other', start, ...(workers.length > 0 && { workers }) }
}

/** The `start` script of package.json, or its `main`. */
export function nodeService(sources: Sources): Kind | undefined {
  const described = packageOf(sources)
  if (described === undefined) return undefined
  const { scripts = {}, main, dependencies = {} } = described
  const file = [
    main,
    'server.js',
    'index.js',
    'server.mjs',
    'index.mjs',
    'server.ts',
    'index.ts',
    'src/index.js',
    'src/server.js',
  ]
    .filter((each) => each !== undefined)
    .find((each) => sources.has(each))
  // npm in between would not hand every signal on; a plain "node …" needs no npm.
  const script = scripts.start?.startsWith('node ') ? scripts.start : scripts.start && 'npm start'
  const start = script ?? (file && `node ${file}`)
  const install = sources.has('package-lock.json') ? 'npm ci' : 'npm install'
  const needed = Object.keys(dependencies).length > 0 || scripts.build !== undefined
  const build = [install, ...(scripts.build === undefined ? [] : ['npm run build'])].join(' && ')
  return { language: 'node', ...(start !== undefined && { start }), ...(needed && { build }) }
}

/** The file that starts a Python service, with its packages beside it where it names any. */
export function pythonService(sources: Sources): Kind | undefined {
  const scripts = sources.files.filter((path) => path.endsWith('.py') && !path.includes('/'))
  const required = sources.read('requirements.txt')
  if (scripts.length === 0 && required === '') return undefined
  const usual = ['main.py', 'app.py', 'server.py', 'service.py', 'bot.py', 'run.py']
  const program =
    usual.find((name) => scripts.includes(name)) ??
    scripts.find((name) => /__main__|serve_forever|\.run\(/.test(sources.read(name))) ??
    scripts[0]
  const needed = /^\s*[A-Za-z]/m.test(required)
  const command = program === undefined ? undefined : pythonCommand(sources, program)
  return {
    language: 'python',
    ...(command !== undefined && { start: needed ? `env PYTHONPATH=packages ${command}` : command }),
    ...(needed && { build: 'python3 -m pip install --quiet --target packages --requirement requirements.txt' }),
  }
}

/** Frameworks that are started by a server of their own rather than by running the file. */
function pythonCommand(sources: Sources, program: string): string {
  const text = sources.read(program)
  const module = program.replace(/\.py$/, '')
  const application = /^(\w+)\s*=\s*(?:FastAPI|Starlette)\(/m.exec(text)?.[1]
  if (application !== undefined && !/uvicorn\.run/.test(text))
    return `python3 -m uvicorn ${module}:${application} --host 0.0.0.0 --port $PORT`
  const flask = /^(\w+)\s*=\s*Flask\(/m.exec(text)?.[1]
  if (flask !== undefined && !/\.run\(/.test(text))
    return `python3 -m flask --app ${module}:${flask} run --host 0.0.0.0 --port $PORT`
  return `python3 ${program}`
}

/** A Go module, built into one program. */
export function goService(sources: Sources): Kind | undefined {
  if (!sources.has('go.mod')) return undefined
  const inFolder = sources.files.find((path) => /^cmd\/[^/]+\/main\.go$/.test(path))
  const place = sources.has('main.go') || inFolder === undefined ? '.' : `./${inFolder.replace(/\/main\.go$/, '')}`
  return { language: 'go', start: './service', build: `go build -o service ${place}` }
}

/** A Rack application, or a Ruby program. */
export function rubyService(sources: Sources): Kind | undefined {
  const program = ['app.rb', 'server.rb', 'main.rb', 'bot.rb'].find((name) => sources.has(name))
  if (!sources.has('Gemfile') && program === undefined) return undefined
  const prefix = sources.has('Gemfile') ? 'bundle exec ' : ''
  const rails = sources.has('bin/rails') ? 'bin/rails server --binding 0.0.0.0 --port $PORT' : undefined
  const rack = sources.has('config.ru') ? `${prefix}rackup --host 0.0.0.0 --port $PORT` : undefined
  const start = rails ?? rack ?? (program && `${prefix}ruby ${program}`)
  const build = 'bundle config set --local path gems && bundle install'
  return { language: 'ruby', ...(start !== undefined && { start }), ...(sources.has('Gemfile') && { build }) }
}

interface PackageFile {
  readonly main?: string
  readonly scripts?: { readonly [name: string]: string }
  readonly dependencies?: object
}

/** package.json, or undefined where there is none that can be read: then it says nothing. */
function packageOf(sources: Sources): PackageFile | undefined {
  try {
    const parsed: unknown = JSON.parse(sources.read('package.json') || 'null')
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    // A torn package.json is for npm to complain of; the other kinds may still know the start command.
    return undefined
  }
}
