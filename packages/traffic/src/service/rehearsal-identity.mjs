// Who the rehearsal service is, as it proves it: the digest of its own bytes, and the fingerprint of its own settings.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** `identity` is for everybody; what `confidedTo` gives, only for a request that shows the probe token. */
export function openIdentity() {
  const { KICKAI_PROBE_TOKEN: probeToken, KICKAI_SETTINGS: names } = process.env
  const settings = ownSettings(probeToken, names)
  return {
    identity: ownIdentity(),
    confidedTo: (request) => (settings !== undefined && showsToken(request, probeToken) ? { settings } : {}),
  }
}

/** Digest of the bytes that lie here, by the paths of the bundle's manifest; none where this is no bundle. */
function ownIdentity() {
  const manifest = readJson('kickai-bundle.json')
  if (manifest === undefined) return {}
  const hash = createHash('sha256')
  for (const { path } of manifest.files) {
    const file = join(folder, path)
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
    const isExecutable = (statSync(file).mode & 0o111) !== 0
    hash.update(`${path}\0${sha256}\0${isExecutable ? 'x' : '-'}\n`)
  }
  return { digest: `sha256:${hash.digest('hex')}`, commit: manifest.commit }
}

/** The fingerprint of the settings that the release names, as this process really has them; none without a probe token. */
function ownSettings(probeToken, names) {
  if (!probeToken || names === undefined) return undefined
  const hmac = createHmac('sha256', probeToken)
  for (const name of names.split(',').sort()) {
    if (process.env[name] !== undefined) hmac.update(`${name}=${process.env[name]}\0`)
  }
  return hmac.digest('hex')
}

/** Whether whoever asks holds the probe token; compared by hashes, in a time that tells nothing of it. */
function showsToken(request, probeToken) {
  const hash = (text) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(request.headers.authorization ?? ''), hash(`Bearer ${probeToken}`))
}

/** A JSON file beside this one; undefined where there is none. */
export function readJson(name) {
  const path = join(folder, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
