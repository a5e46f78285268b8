import { CommandError } from '../error/command-error.ts'
import { type Page, type PageSource, servePage } from './page/server.ts'

const usualPort = 4400
const portsTried = 100

/** Serves the page at the port asked for (`port-in-use` where it is taken), or at the first free one from 4400 on. */
export async function openPage(source: PageSource, port: number | undefined): Promise<Page> {
  for (let next = port ?? usualPort; ; next += 1) {
    try {
      return await servePage(source, next)
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES'].includes(String(error.code))
      if (!taken) throw error
      if (port !== undefined) throw new CommandError('port-in-use', `Port ${port} is taken.`, { cause: error })
      if (next >= usualPort + portsTried) throw error
    }
  }
}
