import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { hookPath, noticePath, operationOf, startBroker } from './broker.ts'

const asked = (query: string) => Buffer.from(JSON.stringify({ query }))
const graphql = { method: 'POST', url: '/graphql/v2?source=kickai' }

test('changes are known by their field, questions are none', () => {
  expect(operationOf({ method: 'POST', url: '/project/p/environment/e/up?serviceId=s' }, Buffer.of())).toBe('upload')
  expect(operationOf(graphql, asked('mutation Redeploy($id: String!) { deploymentRedeploy(id: $id) { id } }'))).toBe(
    'deploymentRedeploy',
  )
  expect(operationOf({ method: 'POST', url: noticePath }, Buffer.of())).toBe('notice')
  expect(operationOf({ method: 'POST', url: hookPath('before') }, Buffer.of())).toBe('hook before')
  expect(operationOf(graphql, asked('query View { serviceInstance { id } }'))).toBeUndefined()
  expect(operationOf({ method: 'GET', url: '/graphql/v2' }, Buffer.of())).toBeUndefined()
})

const change = asked('mutation Remove($id: String!) { deploymentRemove(id: $id) }')

async function scene() {
  const reached: string[] = []
  const platform = createServer(async (request, response) => {
    reached.push(await text(request))
    response.end('{"data":{}}')
  })
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
  const broker = await startBroker(`http://127.0.0.1:${(platform.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    await broker.stop()
    platform.closeAllConnections()
    platform.close()
  })
  const send = () => fetch(`${broker.url}/graphql/v2`, { method: 'POST', body: change }).then((answer) => answer.json())
  return { broker, reached, send }
}

test.each([
  ['before', 0],
  ['late', 1],
  ['after', 1],
] as const)('a change that is held %s it acts reaches the platform so often: %d', async (moment, times) => {
  const { broker, reached, send } = await scene()
  const reachedAtDeath: number[] = []
  const { held } = broker.hold({ moment, operation: 'deploymentRemove', nth: 1 }, async () => {
    reachedAtDeath.push(reached.length)
  })
  await expect(send()).rejects.toThrow('fetch failed')
  await held
  await broker.settled()
  expect(reached).toHaveLength(times)
  expect(reachedAtDeath).toEqual([moment === 'after' ? 1 : 0])
})

test('everything else is passed on, the change before the wanted one too', async () => {
  const { broker, reached, send } = await scene()
  const { cancel } = broker.hold({ moment: 'before', operation: 'deploymentRemove', nth: 2 }, async () => {})
  await expect(send()).resolves.toEqual({ data: {} })
  cancel()
  await expect(send()).resolves.toEqual({ data: {} })
  expect(reached).toHaveLength(2)
})
