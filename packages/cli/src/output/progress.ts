import type { Secrecy } from '../secrecy/secrecy.ts'
import type { Terminal } from './terminal.ts'

/** What goes on while a command works. Everything goes to standard error. */
export interface Progress {
  /** A line that stays. */
  line(text: string): void
  /** What is being done now. On a terminal it is one line with the time it takes, replaced by what comes next. */
  now(text: string): void
  /** Ends the replaceable line. Harmless when there is none. */
  rest(): void
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameMs = 100

export function openProgress(terminal: Terminal): Progress {
  return terminal.live ? liveProgress(terminal.err) : plainProgress(terminal.err)
}

/** Progress that shows none of the secrets that are kept. */
export function scrubbed(progress: Progress, { scrub }: Pick<Secrecy, 'scrub'>): Progress {
  return {
    line: (text) => progress.line(scrub(text)),
    now: (text) => progress.now(scrub(text)),
    rest: () => progress.rest(),
  }
}

const patienceMs = 5000

/** Without a terminal the lines that stay say all; what goes on is only said when it goes on for long. */
function plainProgress(stream: NodeJS.WriteStream): Progress {
  let current = ''
  let timer: NodeJS.Timeout | undefined
  return {
    line: (text) => stream.write(`${text}\n`),
    now(text) {
      current = text
      timer ??= setInterval(() => stream.write(`${current} …\n`), patienceMs).unref()
    },
    rest() {
      clearInterval(timer)
      timer = undefined
    },
  }
}

function liveProgress(stream: NodeJS.WriteStream): Progress {
  let current: { text: string; since: number } | undefined
  let timer: NodeJS.Timeout | undefined
  let frame = 0

  const draw = () => {
    if (current === undefined) return
    const seconds = ((performance.now() - current.since) / 1000).toFixed(1)
    frame = (frame + 1) % frames.length
    const text = `${frames[frame]} ${current.text}  ${seconds} s`
    stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`)
  }
  const clear = () => {
    if (current !== undefined) stream.write('\r\u001b[K')
  }
  return {
    line(text) {
      clear()
      stream.write(`${text}\n`)
      draw()
    },
    now(text) {
      if (current?.text === text) return
      current = { text, since: performance.now() }
      timer ??= setInterval(draw, frameMs).unref()
      draw()
    },
    rest() {
      clear()
      current = undefined
      clearInterval(timer)
      timer = undefined
    },
  }
}
