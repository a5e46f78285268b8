// "kickai validate" on the settings that the deployment strategy's page gives the three environments.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** As the page has them, in its section 1.2. */
const page = {
  testing: { AI_PROVIDER: 'ollama', AI_MODEL_NAME: 'llama2', GOOGLE_API_KEY: 'dummy-key', LOG_LEVEL: 'DEBUG' },
  staging: {
    AI_PROVIDER: 'google_gemini',
    AI_MODEL_NAME: 'gemini-pro',
    GOOGLE_API_KEY: 'staging-google-key',
    LOG_LEVEL: 'INFO',
  },
  production: {
    AI_PROVIDER: 'google_gemini',
    AI_MODEL_NAME: 'gemini-pro',
    GOOGLE_API_KEY: 'production-google-key',
    LOG_LEVEL: 'WARNING',
  },
}

/** Calls `validate` with these settings in each environment besides what the page says of all. */
async function validate(settings: Record<string, Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'kickai-validate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const environments = Object.fromEntries(
    Object.entries(settings).map(([name, own], index) => {
      const token = { secret: `env:TOKEN_${index}` }
      const all = { ENVIRONMENT: name, FIREBASE_PROJECT_ID: `kickai-${name}`, TELEGRAM_BOT_TOKEN: token }
      return [name, { settings: { bot: { ...all, ...own } } }]
    }),
  )
  const text = `import { settings, telegram } from ${JSON.stringify(join(root, 'packages/checks/src/index.ts'))}
export default { name: 'club', services: { bot: { start: 'node .' } }, preflight: { bot: [settings, telegram] },
  environments: ${JSON.stringify(environments)} }
`
  writeFileSync(join(folder, 'kickai.config.ts'), text)
  const words = [join(root, 'packages/cli/src/main.ts'), 'validate', '--json']
  const tokens = { TOKEN_0: '1:AA-zero', TOKEN_1: '2:AA-one', TOKEN_2: '3:AA-two' }
  return await new Promise<{ code: number; document: ReturnType<typeof JSON.parse> }>((resolve) => {
    const child = execFile(process.execPath, words, { cwd: folder, env: { ...process.env, ...tokens } }, (_, out) =>
      resolve({ code: child.exitCode ?? -1, document: JSON.parse(out) }),
    )
  })
}

test('retired models are told, and placeholders are refused where people are served', { timeout: 60_000 }, async () => {
  const [asOnPage, everywhere, own] = await Promise.all([
    validate(page),
    validate({ ...page, staging: { ...page.staging, GOOGLE_API_KEY: 'dummy-key' } }),
    validate({ testing: { ...page.testing, RAILWAY_ENVIRONMENT: 'testing' } }),
  ])
  const told = (document: { findings: { environment: string; severity: string; code: string }[] }) =>
    document.findings.map(({ environment, severity, code }) => `${environment} ${severity} ${code}`)
  const retired = ['testing', 'staging', 'production'].map((name) => `${name} notice setting-retired-model`)
  expect({ code: asOnPage.code, told: told(asOnPage.document) }).toEqual({ code: 0, told: retired })
  expect(asOnPage.document.valid).toBe(true)
  expect(everywhere).toMatchObject({ code: 2, document: { valid: false } })
  expect(told(everywhere.document)).toContain('staging problem setting-placeholder')
  // Two environments with one key are two mistakes at once.
  expect(told(everywhere.document)).toContain('undefined problem environments-not-apart')
  expect(JSON.stringify(everywhere.document)).not.toContain('dummy-key')
  expect(own.document.error).toMatchObject({
    code: 'config-invalid',
    problems: [
      {
        path: 'environments.testing.settings.bot.RAILWAY_ENVIRONMENT',
        sentence: expect.stringContaining('leave it out'),
      },
    ],
  })
})
