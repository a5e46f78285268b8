import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Works while `kickai local` runs in a folder and has shipped what is there; it is ended afterwards. */
export async function whileLocal<Result>(
  program: string,
  folder: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const words = [program, 'local', '--json', '--port', '0']
  const local = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(local, 'exit')
  try {
    await Promise.race([
      once(local.stdout, 'data'),
      ended.then(([code]) => Promise.reject(new Error(`kickai local ended with ${code}.`))),
    ])
    return await work()
  } finally {
    if (local.kill('SIGTERM')) await ended
  }
}
