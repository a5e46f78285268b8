import { expect, test } from 'vitest'
import { defaultEndpoint, type Endpoint, parseEndpoint } from './endpoint.ts'

const ids = { projectId: 'p/1', environmentId: 'e 1', serviceId: 's&1' }

test('the addresses of one endpoint', () => {
  const { graphql, socket, upload } = parseEndpoint(defaultEndpoint) as Endpoint
  expect(graphql.href).toBe('https://backboard.railway.com/graphql/v2?source=kickai')
  expect(socket.href).toBe('wss://backboard.railway.com/graphql/v2?source=kickai')
  expect(upload(ids, 'kickai rel_1 & more').href).toBe(
    'https://backboard.railway.com/project/p%2F1/environment/e%201/up?serviceId=s%261&message=kickai+rel_1+%26+more&source=kickai',
  )
})

test('an address without a path is that of a whole Railway', () => {
  const { graphql, socket } = parseEndpoint('http://127.0.0.1:4401') as Endpoint
  expect(graphql.href).toBe('http://127.0.0.1:4401/graphql/v2?source=kickai')
  expect(socket.href).toBe('ws://127.0.0.1:4401/graphql/v2?source=kickai')
})
