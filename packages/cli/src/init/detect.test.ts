import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/folder.ts'
import { detect } from './detect.ts'
import { readSources } from './sources.ts'

test.each([
  [
    'a Python program',
    { 'service.py': "os.environ['PORT']\nserver.serve_forever()\n" },
    { start: 'python3 service.py', listensOnPort: true, proven: false, language: 'python' },
  ],
  [
    'Python with packages',
    { 'app.py': 'app = FastAPI()\n@app.get("/healthz")', 'requirements.txt': '# web\nfastapi\nuvicorn\n' },
    {
      start: 'env PYTHONPATH=packages python3 -m uvicorn app:app --host 0.0.0.0 --port $PORT',
      build: 'python3 -m pip install --quiet --target packages --requirement requirements.txt',
      health: '/healthz',
      listensOnPort: true,
      language: 'python',
    },
  ],
  [
    'Node with a start script',
    {
      'package.json': '{"scripts":{"start":"node src/server.js"}}',
      'src/server.js': "if (url === '/health') answer(process.env.RAILWAY_DEPLOYMENT_ID, process.env.PORT)",
      'node_modules/thing/index.js': "'/status'",
    },
    { start: 'node src/server.js', health: '/health', proven: true, language: 'node' },
  ],
  [
    'a deployment that is named elsewhere than where health is answered',
    {
      'package.json': '{"scripts":{"start":"node server.js"}}',
      'server.js': "if (url === '/health') answer('ok', process.env.PORT)",
      'log.js': 'log(process.env.RAILWAY_DEPLOYMENT_ID)',
    },
    { health: '/health', proven: false },
  ],
  [
    'Node with packages and a build',
    {
      'package.json': '{"scripts":{"start":"next start","build":"next build"},"dependencies":{"next":"1"}}',
      'package-lock.json': '{}',
    },
    { start: 'npm start', build: 'npm ci && npm run build', language: 'node' },
  ],
  [
    'Go',
    { 'go.mod': 'module shop', 'cmd/shop/main.go': 'http.HandleFunc("/health", health)' },
    { start: './service', build: 'go build -o service ./cmd/shop', health: '/health', language: 'go' },
  ],
  [
    'Ruby',
    { Gemfile: "gem 'sinatra'", 'config.ru': 'run App' },
    { start: 'bundle exec rackup --host 0.0.0.0 --port $PORT', language: 'ruby' },
  ],
  [
    'a Procfile before everything else',
    {
      Procfile: 'worker: node worker.js\nweb: gunicorn shop:app\n',
      'package.json': '{"scripts":{"start":"node x.js"}}',
    },
    { start: 'gunicorn shop:app', language: 'node', workers: [{ name: 'worker', start: 'node worker.js' }] },
  ],
  [
    'a Procfile with several workers and a command that runs before',
    { Procfile: 'release: ./migrate\nweb: ./serve\nworker: ./work --all\nmail_out: ./mail' },
    {
      start: './serve',
      workers: [
        { name: 'worker', start: './work --all' },
        { name: 'mail_out', start: './mail' },
      ],
    },
  ],
  ['a Procfile without a web process', { Procfile: 'worker: ./work' }, { start: './work', workers: [] }],
])('%s', (_name, files, expected) => {
  expect(detect(readSources(temporaryFolder(files as { [path: string]: string })))).toMatchObject(expected)
})

test('nothing known gives no start command, and a torn package.json says nothing', () => {
  const found = detect(readSources(temporaryFolder({ 'package.json': '{', 'README.md': 'PORT' })))
  expect(found).toEqual({ proven: false, listensOnPort: false, language: 'other', workers: [] })
})
