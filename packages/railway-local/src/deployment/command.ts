/** A start command as a program to run. */
export interface ShellProgram {
  readonly program: readonly [string, ...string[]]
  /** The shell stays between the platform and the service, and passes no signal on. */
  readonly shellStays: boolean
}

/**
 * Turns a command line into a program for `/bin/sh`. A plain command takes the shell's place, so that its pid is the
 * service's own and signals reach it; a compound one (pipes, several commands, shell built-ins) keeps the shell.
 */
export function shellProgram(command: string): ShellProgram {
  const compound =
    /[;&|<>(){}\n`]|\$\(/.test(command) || /^\s*(cd|export|if|for|while|set|\.|exec|unset)\s/.test(command)
  if (compound) return { program: ['/bin/sh', '-c', command], shellStays: !/^\s*exec\s[^;&|\n]*$/.test(command) }
  const assigns = /^\s*[A-Za-z_]\w*=/.test(command)
  return { program: ['/bin/sh', '-c', `exec ${assigns ? 'env ' : ''}${command}`], shellStays: false }
}
