import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../errors.ts'

/** The command that a folder says it is started by: the `start` script of its `package.json`. */
export async function impliedStartCommand(directory: string): Promise<string | undefined> {
  let text: string
  try {
    text = await readFile(join(directory, 'package.json'), 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EISDIR') return undefined
    throw error
  }
  try {
    const start: unknown = JSON.parse(text)?.scripts?.start
    return typeof start === 'string' && start.trim() !== '' ? start : undefined
  } catch (error) {
    // A package.json that is none says nothing; the service may still read it as it likes.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
