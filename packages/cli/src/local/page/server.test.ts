import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type Page, servePage } from './server.ts'
import type { Snapshot } from './snapshot.ts'

const snapshot: Snapshot = {
  name: 'demo',
  environments: [
    {
      environment: 'testing',
      state: 'live',
      commit: 'a1b2c3d4',
      digest: 'sha256:0011',
      identity: 'proven',
      requests: 3,
      lost: 0,
    },
  ],
  rehearsal: { running: false, steps: [] },
  links: [],
}

let page: Page | undefined
afterEach(async () => await page?.stop())

async function serve(shipBroken: () => boolean = () => true): Promise<{ url: string; token: string }> {
  page = await servePage({ snapshot: () => snapshot, shipBroken }, 0)
  const document = await (await fetch(page.url)).text()
  return { url: page.url, token: /name="kickai-token" content="([0-9a-f]+)"/.exec(document)?.[1] ?? '' }
}

/** Sends a request with any Host, which fetch does not allow. */
function withHost(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('the page', () => {
  it('loads nothing from elsewhere and lets nothing else run', async () => {
    const { url } = await serve()
    const answer = await fetch(url)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).not.toMatch(/(src|href)="https?:/)
  })

  it('sends the snapshot to whoever looks', async () => {
    const { url } = await serve()
    const reader = (await fetch(`${url}/events`)).body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    expect(JSON.parse(first.slice('data: '.length))).toEqual(snapshot)
    await reader?.cancel()
  })

  it('ships a broken release for whoever holds its token, once at a time', async () => {
    let begun = 0
    const { url, token } = await serve(() => begun++ === 0)
    const post = (headers: Record<string, string>) => fetch(`${url}/rehearsals`, { method: 'POST', headers })
    expect((await post({})).status).toBe(403)
    expect((await post({ 'x-kickai-token': `${token.slice(0, -1)}z` })).status).toBe(403)
    expect(begun).toBe(0)
    expect((await post({ 'x-kickai-token': token })).status).toBe(202)
    expect((await post({ 'x-kickai-token': token })).status).toBe(409)
  })

  it('is out of reach for other pages and other names', async () => {
    const { url, token } = await serve()
    const foreign = await fetch(`${url}/rehearsals`, {
      method: 'POST',
      headers: { 'x-kickai-token': token, origin: 'http://example.test' },
    })
    expect(foreign.status).toBe(403)
    expect(await withHost(url, 'rebound.example.test')).toBe(403)
  })

  it('rejects with the system’s error where the port is taken', async () => {
    const { url } = await serve()
    await expect(
      servePage({ snapshot: () => snapshot, shipBroken: () => true }, Number(new URL(url).port)),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
