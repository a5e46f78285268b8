import { expect, test } from 'vitest'
import { listenPlace } from './listening.ts'

test.each([
  [{}, 8080, ['127.0.0.1']],
  [{ PORT: '3000' }, 3000, ['127.0.0.1']],
  [{ PORT: '0' }, 0, ['127.0.0.1']],
  [{ PORT: 'http' }, 8080, ['127.0.0.1']],
  [{ PORT: '70000' }, 8080, ['127.0.0.1']],
  [{ PORT: '3000', RAILWAY_DEPLOYMENT_ID: 'd' }, 3000, ['::', '0.0.0.0']],
  [{ PORT: '3000', RAILWAY_DEPLOYMENT_ID: 'd', RAILWAY_PUBLIC_DOMAIN: 'club.up.railway.app' }, 3000, ['::', '0.0.0.0']],
  [{ PORT: '3000', RAILWAY_DEPLOYMENT_ID: 'd', RAILWAY_PUBLIC_DOMAIN: '127.0.0.1:4411' }, 3000, ['127.0.0.1']],
  [
    { PORT: '3000', RAILWAY_DEPLOYMENT_ID: 'd', RAILWAY_PUBLIC_DOMAIN: 'bot-testing.localhost:4411' },
    3000,
    ['127.0.0.1'],
  ],
  [{ PORT: '3000', RAILWAY_DEPLOYMENT_ID: 'd', RAILWAY_PRIVATE_DOMAIN: '127.0.0.1' }, 3000, ['127.0.0.1']],
  [
    { PORT: '3000', RAILWAY_DEPLOYMENT_ID: 'd', RAILWAY_PRIVATE_DOMAIN: 'club.railway.internal' },
    3000,
    ['::', '0.0.0.0'],
  ],
])('%j listens on %i of %j', (environment, port, hosts) => {
  expect(listenPlace(environment)).toEqual({ port, hosts })
})
