/** Values as a step writes them to `GITHUB_OUTPUT` or `GITHUB_ENV`: `name=value`, or `name<<MARK`, lines and the mark. */
export function readValues(text: string): { [name: string]: string } {
  const values: { [name: string]: string } = {}
  const lines = text.split('\n')
  while (lines.length > 0) {
    const line = lines.shift() ?? ''
    if (line === '') continue
    const [, name = '', sign, rest = ''] = /^([\w-]+)(=|<<)(.*)$/.exec(line) ?? []
    if (name === '') throw new SyntaxError(`GitHub would refuse this line of a step's file: ${line}`)
    if (sign === '=') {
      values[name] = rest
      continue
    }
    const end = lines.indexOf(rest)
    if (end < 0) throw new SyntaxError(`The value of ${name} has no end.`)
    values[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n')
  }
  return values
}
