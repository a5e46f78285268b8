import { readdirSync, statSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../testing/started.ts'
import { openDatabase } from './database.ts'

test('the state is for its owner alone, in a directory too that is open to others', async () => {
  const directory = await temporaryDirectory()
  await chmod(directory, 0o755)
  const database = openDatabase(directory)
  try {
    for (const name of readdirSync(directory))
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600])
  } finally {
    database.close()
  }
})
