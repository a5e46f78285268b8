import { request } from 'node:http'
import { expect, test } from 'vitest'
import { type Started, start, tokens } from '../testing/started.ts'

/** A request with headers that fetch does not let through, and its status and body. */
function raw({ telegram }: Started, path: string, headers: Record<string, string>): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request(`${telegram.url}${path}`, { headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve([response.statusCode ?? 0, body]))
    })
    sent.on('error', reject).end()
  })
}

test('the people API demands its token', async () => {
  const started = await start()
  for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${started.telegram.peopleToken}`]) {
    const [status, body] = await raw(started, '/people/bots', { authorization })
    expect([status, JSON.parse(body).code]).toEqual([401, 'not-authorized'])
  }
  const authorization = `Bearer ${started.telegram.peopleToken}`
  expect((await raw(started, '/people/bots', { authorization }))[0]).toBe(200)
  expect((await raw(started, '/people/nothing', { authorization }))[0]).toBe(404)
})

test('a page elsewhere reaches nothing, not even with the token, nor under a name that points here', async () => {
  const started = await start()
  const authorization = `Bearer ${started.telegram.peopleToken}`
  for (const path of ['/people/bots', `/bot${tokens.testing}/getMe`, '/']) {
    expect((await raw(started, path, { authorization, origin: 'https://example.org' }))[0]).toBe(403)
    expect((await raw(started, path, { authorization, origin: 'http://127.0.0.1:1' }))[0]).toBe(403)
    expect((await raw(started, path, { authorization, host: 'example.org' }))[0]).toBe(403)
    expect((await raw(started, path, { authorization, origin: started.telegram.url }))[0]).toBe(200)
  }
})

test('no answer tells a token', async () => {
  const started = await start()
  const { bots } = await started.people('/bots')
  expect(bots).toMatchObject([{ name: 'testing', id: 1001, privacy: true, webhook: null }, { name: 'staging' }])
  expect(JSON.stringify(bots)).not.toContain('token')
})
