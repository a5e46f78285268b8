import { expect, test } from 'vitest'
import { settingDescriptions, settingsTable } from './table.ts'

test('the table has a row for every setting and says which are secret', () => {
  const lines = settingsTable().trimEnd().split('\n')
  expect(lines).toHaveLength(settingDescriptions.length + 2)
  expect(lines[0]).toBe('| name | type | default | secret | environments | what it does |')
  for (const line of lines) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(8)
  expect(settingDescriptions.filter((setting) => setting.secret).map((setting) => setting.name)).toEqual([
    'TELEGRAM_BOT_TOKEN',
    'KICKAI_PROBE_TOKEN',
    'GOOGLE_API_KEY',
    'FIREBASE_CREDENTIALS',
  ])
  expect(settingsTable()).toContain('| `KICKAI_TELEGRAM_API` | web address | `https://api.telegram.org` | no |')
})
