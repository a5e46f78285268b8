/** Reads `--name value` pairs; everything wrong with them in one error. Pure. */
export function readOptions<Names extends string>(
  words: readonly string[],
  defaults: Readonly<Record<Names, number>>,
): { numbers: Record<Names, number>; only?: string } {
  const numbers: Record<string, number> = { ...defaults }
  const problems: string[] = []
  let only: string | undefined
  for (let index = 0; index < words.length; index += 2) {
    const name = words[index]?.replace(/^--/, '') ?? ''
    const value = words[index + 1]
    if (name === 'only' && value !== undefined) only = value
    else if (!(name in defaults)) problems.push(`there is no option ${words[index]}`)
    else if (value === undefined || !/^\d+$/.test(value)) problems.push(`--${name} takes a whole number`)
    else numbers[name] = Number(value)
  }
  if (problems.length > 0) throw new Error(`The options are not right: ${problems.join('; ')}.`)
  return { numbers: numbers as Record<Names, number>, ...(only !== undefined && { only }) }
}

/** A seed that nobody has chosen. */
export function anySeed(): number {
  return Math.trunc(Math.random() * 2 ** 31)
}
