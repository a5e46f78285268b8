import { tokenName } from '../connection/token-name.ts'

/** What an action is asked to do: words for the command, where, and the token that it uses there. */
export interface Asked {
  readonly words: readonly string[]
  /** For `resume`, where it is broken off; absent where the command changes no one environment. */
  readonly environment?: string
  /** Folder of the configuration, from that of the job. */
  readonly folder: string
  /** Railway's token under the name that the configuration gives it unless it says another one. */
  readonly token?: { readonly name: string; readonly value: string }
}

/** Which inputs a command takes besides `token` and `directory`, and how they are said on its command line. */
const commands: { readonly [command: string]: { readonly [input: string]: string } } = {
  deploy: { environment: '', commit: '--commit', digest: '--digest', image: '--image' },
  promote: { from: '', environment: '', tree: '--tree', reason: '--override' },
  ship: {},
  rollback: { environment: '', release: '--to' },
  rotate: { environment: '' },
  resume: { environment: '--in' },
  doctor: { environment: '' },
}

/** Every input there is, as `action.yml` lists them. */
export const inputNames: readonly string[] = [
  ...new Set(['command', 'token', 'directory', ...Object.values(commands).flatMap(Object.keys)]),
]

/**
 * Reads the inputs of an action from the variables that GitHub gives it (`INPUT_NAME`). Gives every problem where they do not go
 * together: a command there is none of, an input that it does not take, one that is missing. Pure.
 */
export function readInputs(variables: NodeJS.ProcessEnv): Asked | { readonly problems: readonly string[] } {
  const input = (name: string) => variables[`INPUT_${name.toUpperCase()}`]?.trim() ?? ''
  const command = input('command') || 'deploy'
  const takes = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (takes === undefined)
    return {
      problems: [`There is no command ${JSON.stringify(command)}; there are ${Object.keys(commands).join(', ')}.`],
    }
  const general = new Set(['command', 'token', 'directory'])
  const problems = inputNames
    .filter((name) => input(name) !== '' && !general.has(name) && takes[name] === undefined)
    .map((name) => `${command} takes no ${name}.`)
  const words = [command]
  for (const [name, flag] of Object.entries(takes)) {
    const value = input(name)
    if (value === '' && flag === '') problems.push(`${command} needs ${name}.`)
    if (value !== '') words.push(flag === '' ? value : `${flag}=${value}`)
    // Where a name is wanted, an option is none.
    if (flag === '' && value.startsWith('-')) problems.push(`${name} may not begin with a hyphen.`)
  }
  const environment = input('environment')
  const token = input('token')
  if (token !== '' && takes.environment === undefined)
    problems.push(
      `${command} goes through several environments: hand their tokens over under env, by the names that the configuration has.`,
    )
  else if (token !== '' && environment === '' && takes.environment !== '')
    problems.push(`${command} needs environment, to know whose token that is.`)
  if (problems.length > 0) return { problems }
  return {
    words,
    folder: input('directory') || '.',
    ...(environment !== '' && { environment }),
    ...(token !== '' && { token: { name: tokenName(environment), value: token } }),
  }
}
