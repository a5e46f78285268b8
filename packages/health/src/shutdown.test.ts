import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

interface Service {
  readonly child: ChildProcess
  readonly port: number
  /** Settles when the service has printed the line. */
  printed(line: string): Promise<void>
  output(): string
}

async function startService(environment: Record<string, string> = {}): Promise<Service> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../fixtures/service.ts')], {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  const printed = async (line: string): Promise<void> => {
    while (!output.includes(line)) await once(child.stdout as NodeJS.ReadableStream, 'data')
  }
  await printed('listening')
  return { child, port: Number(/listening (\d+)/.exec(output)?.[1]), printed, output: () => output }
}

function get(port: number, path: string, agent: Agent): Promise<{ status: number; body: string; connection?: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, connection: response.headers.connection ?? '' }),
      )
      response.on('error', reject)
    })
      .on('error', reject)
      .end()
  })
}

test('SIGTERM: readyz turns to 503, what is under way is finished, kept connections are told to close, exit 0', async () => {
  const service = await startService()
  const kept = new Agent({ keepAlive: true, maxSockets: 1 })
  expect(await get(service.port, '/readyz', kept)).toMatchObject({ status: 200, connection: 'keep-alive' })
  const slow = get(service.port, '/slow', new Agent())
  await service.printed('slow begun')
  service.child.kill('SIGTERM')
  await service.printed('draining')
  expect(await get(service.port, '/readyz', kept)).toMatchObject({ status: 503, connection: 'close' })
  expect(JSON.parse((await slow).body)).toEqual({ whole: 'x'.repeat(1000) })
  const [code] = await once(service.child, 'exit')
  expect(code).toBe(0)
  expect(service.output()).toContain('closed')
  kept.destroy()
})

test('an idle service is gone within a second', async () => {
  const service = await startService()
  const begun = performance.now()
  service.child.kill('SIGINT')
  const [code] = await once(service.child, 'exit')
  expect(code).toBe(0)
  expect(performance.now() - begun).toBeLessThan(1000)
})

test('work that does not end is cut off at the limit, and it is said', async () => {
  const service = await startService({ STUCK: '1', LIMIT: '200' })
  service.child.kill('SIGTERM')
  const [code] = await once(service.child, 'exit')
  expect(code).toBe(1)
  expect(service.output()).toContain('failed: Error: still not ended after 200 ms')
})

test('a second SIGTERM changes nothing, and a second SIGINT ends it at once', async () => {
  const service = await startService({ STUCK: '1', LIMIT: '20000' })
  service.child.kill('SIGTERM')
  await service.printed('draining')
  service.child.kill('SIGTERM')
  expect(await get(service.port, '/livez', new Agent())).toMatchObject({ status: 200 })
  service.child.kill('SIGINT')
  const [code, signal] = await once(service.child, 'exit')
  expect({
    code,
    signal,
    output: service
      .output()
      .split('\n')
      .filter((line) => line === 'draining'),
  }).toEqual({
    code: 1,
    signal: null,
    output: ['draining'],
  })
})
