/** What an expression may ask for: values by context, and how the job stands. */
export interface Surroundings {
  readonly contexts: { readonly [name: string]: unknown }
  readonly status: 'success' | 'failure' | 'cancelled'
}

const statusFunctions = ['success', 'failure', 'cancelled', 'always'] as const

/** Whether an expression asks for the job's status by itself; else GitHub puts `success() &&` before the one of an `if:`. */
function asksForStatus(source: string): boolean {
  return new RegExp(`\\b(${statusFunctions.join('|')})\\(\\)`).test(source)
}

/**
 * Evaluates the part of GitHub's expressions that the workflows here use: texts, names with dots, `!`, `==`, `!=`, `&&`, `||`,
 * brackets and the four status functions. Anything else is refused with a `SyntaxError`, never taken for something. A context
 * that there is not is refused too; a value that a context lacks is empty, as at GitHub.
 */
export function evaluate(source: string, surroundings: Surroundings): unknown {
  const words = [...source.matchAll(/\s*('(?:[^']|'')*'|[A-Za-z_][\w-]*(?:\.[\w-]+)*|==|!=|&&|\|\||[!()]|\S)/g)]
  const tokens = words.map(([, word = '']) => word)
  let at = 0
  const refuse = (): never => {
    throw new SyntaxError(`${tokens[at] ?? 'The end'} is not understood in: ${source}`)
  }
  const take = (word: string) => {
    const isNext = tokens[at] === word
    if (isNext) at += 1
    return isNext
  }

  const either = (): unknown => {
    let left = both()
    while (take('||')) {
      const right = both()
      left = isTrue(left) ? left : right
    }
    return left
  }
  const both = (): unknown => {
    let left = equal()
    while (take('&&')) {
      const right = equal()
      left = isTrue(left) ? right : left
    }
    return left
  }
  const equal = (): unknown => {
    const left = single()
    if (take('==')) return textOf(left).toLowerCase() === textOf(single()).toLowerCase()
    if (take('!=')) return textOf(left).toLowerCase() !== textOf(single()).toLowerCase()
    return left
  }
  const single = (): unknown => {
    if (take('!')) return !isTrue(single())
    if (take('(')) {
      const inner = either()
      return take(')') ? inner : refuse()
    }
    const word = tokens[at] ?? ''
    if (word.startsWith("'") && word.length > 1) {
      at += 1
      return word.slice(1, -1).replaceAll("''", "'")
    }
    if (!/^[A-Za-z_]/.test(word)) return refuse()
    if (tokens[at + 1] === '(') {
      const name = statusFunctions.find((each) => each === word)
      if (name === undefined || tokens[at + 2] !== ')') return refuse()
      at += 3
      return name === 'always' || name === surroundings.status
    }
    const [context = '', ...path] = word.split('.')
    if (!Object.hasOwn(surroundings.contexts, context) || path.length === 0) return refuse()
    at += 1
    return path.reduce<unknown>(
      (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : ''),
      surroundings.contexts[context],
    )
  }
  const value = either()
  return at === tokens.length ? value : refuse()
}

/** A text with what stands in `${{ }}` put in. */
export function interpolate(text: string, surroundings: Surroundings): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_all, source: string) => textOf(evaluate(source, surroundings)))
}

/** Whether a step or a job is to run by its `if:`, which may be written with or without the brackets. */
export function isWanted(condition: string | undefined, surroundings: Surroundings): boolean {
  const source = (condition ?? '').replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
  if (!asksForStatus(source) && surroundings.status !== 'success') return false
  return source.trim() === '' || isTrue(evaluate(source, surroundings))
}

function isTrue(value: unknown): boolean {
  return value !== '' && value !== false && value !== 0 && value !== null && value !== undefined
}

function textOf(value: unknown): string {
  if (isObject(value)) throw new SyntaxError('An object stands where a text is wanted.')
  return value === null || value === undefined ? '' : String(value)
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null
}
